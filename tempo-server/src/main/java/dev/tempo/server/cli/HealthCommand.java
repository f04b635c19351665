package dev.tempo.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempo health}: asks a running server how it is. */
@Command(name = "health", description = "Asks the server how it is; exit code 0 if it is healthy.")
final class HealthCommand extends SettingsCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where it answers; otherwise what its data directory says.")
  private Optional<String> url = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    Optional<String> address = url.or(this::known);
    if (address.isEmpty()) {
      err().println("tempo: the server does not run");
      return ExitCode.FAILURE;
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      URI health = URI.create(address.get().replaceFirst("/$", "") + "/api/health");
      HttpRequest request = HttpRequest.newBuilder(health).timeout(PATIENCE).build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      out().println(answer.body());
      boolean healthy = answer.body().contains("\"status\":\"healthy\"");
      return answer.statusCode() == 200 && healthy ? ExitCode.OK : ExitCode.FAILURE;
    } catch (IOException e) {
      err().println("tempo: " + address.get() + " does not answer: " + e);
      return ExitCode.FAILURE;
    }
  }

  /** A server on all addresses is asked on this machine's own. */
  private Optional<String> known() {
    return PidFile.in(run().dataDirectory())
        .read()
        .filter(server -> server.handle().isPresent())
        .map(server -> server.url().replace("//0.0.0.0:", "//127.0.0.1:"))
        .map(address -> address.replace("//[::]:", "//[::1]:"));
  }
}
