package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.log.LogLine;
import dev.tempo.task.Task;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that serves a page, by an interpreter that has Flask; skipped where none has. */
class FlaskRunTest {
  private static final String SCRIPT =
      """
      import sys
      from flask import Flask, jsonify
      from werkzeug.serving import make_server

      app = Flask(__name__)

      @app.route("/")
      def index():
          return jsonify(arguments=sys.argv[1:])

      server = make_server("127.0.0.1", 0, app)
      print(server.port, flush=True)
      server.handle_request()
      """;

  @TempDir Path directory;

  @Test
  void flaskScript_servesItsPage() throws Exception {
    Optional<Interpreter> interpreter = FlaskScriptTest.withFlask();
    assumeThat(interpreter).as("an interpreter that has Flask").isPresent();
    try (Runs runs = new Runs(directory)) {
      runs.start(runs.builder().environment(runs.variables(interpreter.get())));
      String version = interpreter.get().version().toString();
      Task task = Task.python(SCRIPT).withVersion(version).withParameter("project", "demo");
      Job job = runs.save("page", task);
      RunHandle handle = runs.tempo().run(job.id());
      Runs.until("it serves", () -> runs.tempo().logLines(handle.id()).findAny().isPresent());
      String port = runs.tempo().logLines(handle.id()).map(LogLine::text).findFirst().orElseThrow();
      URI page = URI.create("http://127.0.0.1:" + port + "/");
      try (InputStream in = page.toURL().openStream()) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("demo");
      }
      Run run = runs.await(handle);
      assertThat(run.status()).as(runs.log(run)).isEqualTo(RunStatus.SUCCESS);
    }
  }
}
