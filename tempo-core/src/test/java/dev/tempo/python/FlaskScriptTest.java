package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tempo.internal.process.TimedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script that serves a page, by an interpreter that has Flask; skipped where none has. */
class FlaskScriptTest {
  private static final String SCRIPT =
      """
      import argparse
      from flask import Flask, jsonify
      from werkzeug.serving import make_server

      parser = argparse.ArgumentParser()
      parser.add_argument("--data-dir", required=True)
      parser.add_argument("--port", type=int, default=0)
      parser.add_argument("--project-name", default="default")
      arguments = parser.parse_args()
      app = Flask(__name__)

      @app.route("/")
      def index():
          return jsonify(project=arguments.project_name, data=arguments.data_dir)

      server = make_server("127.0.0.1", arguments.port, app)
      print(server.port, flush=True)
      server.serve_forever()
      """;

  @TempDir Path directory;

  static Optional<Interpreter> withFlask() {
    return Pythons.series().stream().filter(FlaskScriptTest::hasFlask).findFirst();
  }

  private static boolean hasFlask(Interpreter interpreter) {
    try {
      List<String> command =
          List.of(interpreter.executable().toString(), "-I", "-c", "import flask");
      return TimedProcess.run(command, Map.of(), Duration.ofSeconds(30)).success();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void flaskScript_isCheckedAndServes() throws Exception {
    Optional<Interpreter> interpreter = withFlask();
    assumeThat(interpreter).as("an interpreter that has Flask").isPresent();
    try (ScriptChecker checker = ScriptChecker.open()) {
      assertThat(checker.check(interpreter.get(), SCRIPT))
          .isEqualTo(new ScriptCheck(Optional.empty(), List.of()));
    }
    Path script = Files.writeString(directory.resolve("page.py"), SCRIPT);
    Process process =
        new ProcessBuilder(
                interpreter.get().executable().toString(),
                script.toString(),
                "--data-dir",
                directory.toString(),
                "--project-name",
                "demo")
            .redirectError(Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      URI page = URI.create("http://127.0.0.1:" + out.readLine() + "/");
      try (InputStream in = page.toURL().openStream()) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("\"demo\"");
      }
    } finally {
      TimedProcess.kill(process);
    }
  }
}
