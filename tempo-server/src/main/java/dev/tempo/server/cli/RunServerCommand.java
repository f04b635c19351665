package dev.tempo.server.cli;

import dev.tempo.server.health.Version;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;

/** {@code tempo run}: runs the server until it is asked to end. */
@Command(
    name = "run",
    description = "Runs the server in the foreground (this is what tempo does by default).",
    versionProvider = TempoCommand.VersionLine.class)
final class RunServerCommand extends SettingsCommand {
  private final ServerLauncher launcher;

  RunServerCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerLauncher.Options told = run();
    Path directory = told.dataDirectory();
    ServerLauncher.Running server = launcher.launch(told);
    PidFile pidFile = PidFile.in(directory);
    String url = "http://" + inUrl(server.host()) + ":" + server.port() + server.basePath();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread stop = Thread.ofPlatform().name("tempo-shutdown").unstarted(() -> end(server, ended));
    Runtime.getRuntime().addShutdownHook(stop);
    pidFile.write(url);
    PrintWriter out = out();
    out.println(
        String.format(
            Locale.ROOT, "Tempo %s ready on %s (data in %s)", Version.CURRENT, url, directory));
    out.flush();
    server.onFailure(ended::completeExceptionally);
    return await(ended);
  }

  /** What fails is told and gives its code as it does at a start; the process ends then. */
  private static int await(CompletableFuture<Void> ended) throws InterruptedException {
    try {
      ended.get();
      return ExitCode.OK;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private void end(ServerLauncher.Running server, CompletableFuture<Void> ended) {
    PidFile.in(run().dataDirectory()).deleteOwn();
    server.close();
    ended.complete(null);
  }

  private static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host; // RFC 3986 §3.2.2
  }
}
