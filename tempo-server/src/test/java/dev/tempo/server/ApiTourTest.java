package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tours of the guide are scripts; this runs them as they stand there. */
final class ApiTourTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final List<String> ANSWERS =
      List.of(
          "True",
          "admin",
          "daily-count",
          "success",
          "row 3",
          "True",
          "True",
          "At 02:30 every day",
          "23",
          "True",
          "2",
          "After another job, when it succeeds",
          "900",
          "None",
          "0",
          "3600",
          "<svg",
          "True",
          "3",
          "row 3",
          "True",
          "1",
          "tempo_runs_running",
          "2",
          "ada",
          "NO_MAIL_SERVER",
          "[]",
          "True",
          "reports",
          "2",
          "1",
          "3",
          "1",
          "True",
          "True",
          "['Reports']",
          "Daily count",
          "422",
          "minute at position 0 of \"61 * * * *\": 61 is out of range; the minute is 0 to 59",
          "running",
          "1");

  private static final List<String> OF_GROUPS =
      List.of(
          "heat",
          "Laboratorio",
          "operator",
          "21 degrees",
          "header",
          "weather",
          "edited",
          "climate",
          "weather",
          "3",
          "requiredLevel",
          "409",
          "['heat.sh']",
          "False",
          "0",
          "operator");

  private static final List<String> OF_PROJECTS =
      List.of(
          "project_default",
          "spring-2026",
          "16",
          "in Spring 2026",
          "out/words.txt",
          "3",
          "1",
          "412",
          "1",
          "3",
          "{\"a\": 2}");

  private static final List<String> OF_BACKUPS =
      List.of(
          "done", "True", "All", "False", "restored elsewhere", "running", "created", "Nightly");

  @TempDir Path directory;

  @Test
  void tour_runsAsItIsWritten() throws Exception {
    assertSays("api.md", ANSWERS);
  }

  @Test
  void tourOfGroups_runsAsItIsWritten() throws Exception {
    assertSays("groups.md", OF_GROUPS);
  }

  @Test
  void tourOfProjects_runsAsItIsWritten() throws Exception {
    assertSays("projects.md", OF_PROJECTS);
  }

  @Test
  void tourOfBackups_runsAsItIsWritten() throws Exception {
    assertSays("backup.md", OF_BACKUPS);
  }

  private void assertSays(String page, List<String> answers) throws Exception {
    Path out = directory.resolve("out");
    Path tour = Files.createDirectory(directory.resolve("tour"));
    try (TestServer server = TestServer.start(Files.createDirectory(directory.resolve("data")))) {
      ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script(page));
      shell.environment().put("TEMPO", server.url());
      shell.environment().put("TOUR", tour.toString());
      shell.environment().put("GROUPS_DIR", directory.resolve("data/script_groups").toString());
      Process process = shell.redirectErrorStream(true).redirectOutput(out.toFile()).start();
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      process.destroyForcibly();
      String said = Files.readString(out);
      assertThat(ended).as(said).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
      assertThat(said.lines()).containsExactlyElementsOf(answers);
    }
  }

  private static String script(String page) throws Exception {
    return BLOCK
        .matcher(Files.readString(Path.of("../docs", page)))
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining("\n"));
  }
}
