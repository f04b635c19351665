package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the command line as a process of its own, as people do. */
final class MainTest {
  private static final Pattern READY =
      Pattern.compile("Tempo \\S+ ready on http://127\\.0\\.0\\.1:(\\d+) \\(data in (.+)\\)");

  @TempDir Path directory;

  @Test
  void run_tellsOneLine_answers_andEndsOnTerm() throws Exception {
    Process process = start("--port", "0", "--data-path", directory.toString());
    BufferedReader out = process.inputReader();
    Matcher ready = READY.matcher(out.readLine());
    assertThat(ready.matches()).isTrue();
    assertThat(ready.group(2)).isEqualTo(directory.toString());
    ApiClient client = new ApiClient("http://127.0.0.1:" + ready.group(1));
    assertThat(client.get("/api/health").status(200).data("status").textValue())
        .isEqualTo("healthy");

    assertThat(failing("run", "--port", "0", "--data-path", directory.toString()))
        .isEqualTo(4)
        .as("second on the same data");
    assertThat(failing("--port", ready.group(1), "--data-path", directory.resolve("b").toString()))
        .isEqualTo(3)
        .as("port taken");

    process.toHandle().destroy(); // unlike Process.destroy, leaves its output to be read
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(out.readLine()).as("a second line").isNull();
  }

  @Test
  void run_onAFileAsDirectory_saysSo() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(failing("run", "--port", "0", "--data-path", file.toString())).isEqualTo(4);
  }

  @Test
  void wrongOption_isAUsageError() throws Exception {
    Process process = start("run", "--prot", "1");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(text(process)).contains("--prot").contains("--port");
  }

  @Test
  void version_isOneLine() throws Exception {
    Process process = start("--version");
    assertThat(process.inputReader().readLine()).matches("Tempo \\d+\\.\\d+\\.\\d+.*");
    assertThat(process.waitFor()).isZero();
  }

  /** The exit code of a command that fails and says why in one line. */
  private static int failing(String... arguments) throws Exception {
    return Cli.plain().run(arguments).oneLine("").exitCode();
  }

  private static Process start(String... arguments) throws IOException {
    return Cli.plain().start(arguments);
  }

  private static String text(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
