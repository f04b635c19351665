package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.server.TempoServer;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** Pages and REST for the jobs of a program of one's own, in the same process. */
public final class EmbeddedServerMain {
  private EmbeddedServerMain() {}

  /**
   * Runs the example.
   *
   * @param args the data directory; {@code data} if it is not given
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path data = Path.of(args.length > 0 ? args[0] : "data");
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .handler("report", context -> context.log("rows: " + context.parameter("rows")))
                .build()
                .start();
        TempoServer server =
            TempoServer.builder()
                .port(0) // any that is free
                .setting("productName", "Reports")
                .setting("backupEnabled", "false")
                .start(tempo, store)) {

      tempo.save(
          Job.named("Report").task(Task.handler("report").withParameter("rows", "100")).build());

      String url = "http://127.0.0.1:" + server.port();
      System.out.println(get(url + "/api/branding").contains("Reports"));
      System.out.println(get(url + "/api/health").contains("healthy"));
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    }
  }
}
