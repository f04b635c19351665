package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs every fenced block of {@code docs/schedules.md}. */
class SchedulesGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "schedules.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

  @Test
  void everyBlock_isOfAKindThatIsChecked() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(GUIDE));
    List<String> kinds = new ArrayList<>();
    while (blocks.find()) {
      kinds.add(blocks.group(1));
    }
    assertThat(kinds)
        .isSubsetOf("java", "schedule", "errors", "words", "dialects")
        .hasSizeGreaterThan(8);
  }

  @Test
  void schedules_occurWhenTheGuideSays() throws IOException {
    for (Map<String, String> row : rows("schedule")) {
      DstPolicy policy = DstPolicy.valueOf(row.getOrDefault("policy", "VIXIE"));
      String next =
          CronSchedule.parse(row.get("expression"))
              .next(Instant.parse(row.get("after")), ZoneId.of(row.get("zone")), policy)
              .map(Instant::toString)
              .orElse("never");
      assertThat(next).as("%s", row).isEqualTo(row.get("next"));
    }
  }

  @Test
  void errors_areWhatTheGuideSays() throws IOException {
    for (Map<String, String> row : rows("errors")) {
      CronSyntaxException error =
          catchThrowableOfType(
              CronSyntaxException.class, () -> CronSchedule.parse(row.get("expression")));
      assertThat(error).as("%s", row).hasMessageContaining(row.get("message"));
      assertThat(error.field()).isEqualTo(row.get("field"));
      assertThat(error.position()).isEqualTo(Integer.parseInt(row.get("position")));
    }
  }

  @Test
  void words_areWhatTheGuideSays() throws IOException {
    for (Map<String, String> row : rows("words")) {
      CronSchedule cron = CronSchedule.parse(row.get("expression"));
      assertThat(cron.describe(Locale.of(row.get("language")))).isEqualTo(row.get("words"));
    }
  }

  @Test
  void dialects_meanWhatTheGuideSays() throws IOException {
    for (Map<String, String> row : rows("dialects")) {
      Dialect dialect = Dialect.valueOf(row.get("dialect"));
      String expression = row.get("expression");
      if (row.get("same as").equals("refused")) {
        assertThatThrownBy(() -> CronSchedule.parse(expression, dialect))
            .isInstanceOf(CronSyntaxException.class);
      } else {
        assertThat(soon(CronSchedule.parse(expression, dialect)))
            .as("%s", row)
            .isEqualTo(soon(CronSchedule.parse(row.get("same as"))));
      }
    }
  }

  @Test
  void code_runsAndGivesWhatTheGuideSays() throws IOException {
    try (Shell shell = new Shell()) {
      for (String name : List.of("java.time.*", "java.util.*", "dev.tempo.schedule.*")) {
        shell.run("import " + name + ";");
      }
      int checked = 0;
      for (String block : blocks("java")) {
        for (String line : block.lines().toList()) {
          String[] parts = line.split(" // → ", 2);
          String value = shell.run(parts.length == 2 ? "String.valueOf(" + parts[0] + ")" : line);
          if (parts.length == 2) {
            assertThat(value).as(line).isEqualTo('"' + parts[1] + '"');
            checked++;
          }
        }
      }
      assertThat(checked).isGreaterThan(10);
    }
  }

  private static List<Instant> soon(CronSchedule cron) {
    return cron.upcoming(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC, 50);
  }

  private static List<String> blocks(String kind) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(GUIDE));
    while (blocks.find()) {
      if (blocks.group(1).equals(kind)) {
        found.add(blocks.group(2));
      }
    }
    assertThat(found).as(kind).isNotEmpty();
    return found;
  }

  /** The rows of all tables of a kind, by the names in their first line. */
  private static List<Map<String, String>> rows(String kind) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    for (String block : blocks(kind)) {
      List<String[]> lines = block.lines().map(line -> line.split(" *\\| *")).toList();
      for (String[] line : lines.subList(1, lines.size())) {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < line.length; i++) {
          row.put(lines.getFirst()[i].strip(), line[i].strip());
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
