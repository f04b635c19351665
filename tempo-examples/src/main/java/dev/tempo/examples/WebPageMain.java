package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import dev.tempo.webapp.WebApp;
import dev.tempo.webapp.WebAppStatus;
import dev.tempo.webapp.WebApps;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A script that serves a web page: it is given a port, waited for, read, and ended. */
public final class WebPageMain {
  private static final String PAGE =
      """
      import http.server, sys
      class Page(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.end_headers()
              self.wfile.write(b"Hello from a script")
          do_HEAD = do_GET
      port = int(sys.argv[sys.argv.index("--port") + 1])
      http.server.HTTPServer(("127.0.0.1", port), Page).serve_forever()
      """;

  private WebPageMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException {
    try (Tempo tempo = Tempo.builder().build().start();
        WebApps apps = WebApps.builder(tempo).build()) {
      tempo.runSurroundings(apps); // gives scripts their ports
      Job job = tempo.save(Job.named("Page").task(Task.python(PAGE)).build());

      WebApp app = apps.open(job.id(), RunOptions.DEFAULT);
      WebAppStatus ready = app.awaitReady(Duration.ofMinutes(1));
      System.out.println(ready.state() + ": " + text(ready.address().orElseThrow().getPort()));

      apps.stop(app, "the example");
      System.out.println(app.awaitEnd(Duration.ofMinutes(1)).state());
    }
  }

  private static String text(int port) throws IOException {
    try (InputStream in = URI.create("http://127.0.0.1:" + port).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
