package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.conformance.RandomLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A search finds exactly the lines that {@code grep -F} finds. */
@EnabledOnOs(OS.LINUX)
class LogGrepTest {

  private static final int QUERIES = 200;

  @TempDir Path directory;

  @Test
  void search_findsWhatGrepFinds() throws Exception {
    compare(20_000);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void searchOverAMillionLines_findsWhatGrepFinds() throws Exception {
    compare(1_000_000);
  }

  private void compare(int count) throws Exception {
    Random random = new Random(2026);
    Path file = directory.resolve("out");
    List<String> sample = writeLines(file, count, random);
    RunLogInfo key =
        new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), Instant.EPOCH);
    try (SqliteLogStore store = SqliteLogStore.open(directory.resolve("logs.db"));
        RunLogService logs = RunLogService.builder(store, () -> Instant.EPOCH).build()) {
      RunLogWriter log = logs.open(key);
      log.follow(file, directory.resolve("err"));
      assertThat(log.finish().get(10, TimeUnit.MINUTES).lineCount()).isEqualTo(count);
      for (int i = 0; i < QUERIES; i++) {
        String text = RandomLines.query(random, sample);
        assertThat(search(store, text)).as("<%s>", text).isEqualTo(grep(text, file));
      }
    }
  }

  private static List<String> writeLines(Path file, int count, Random random) throws IOException {
    List<String> sample = new ArrayList<>();
    try (var out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        String line = RandomLines.line(random);
        out.write(line);
        out.write('\n');
        if (i % 500 == 0) {
          sample.add(line);
        }
      }
    }
    return sample;
  }

  private static BitSet search(SqliteLogStore store, String text) {
    BitSet numbers = new BitSet();
    LogQuery.Builder query =
        LogQuery.builder(text).limit(LogQuery.MAX_LIMIT).timeBudget(Duration.ofMinutes(1));
    LogHits page = store.search(query.build());
    while (true) {
      assertThat(page.complete()).isTrue();
      page.hits()
          .forEach(
              hit -> {
                int number = (int) hit.line().number();
                assertThat(numbers.get(number)).as("line %d comes twice", number).isFalse();
                numbers.set(number);
              });
      if (page.nextCursor().isEmpty()) {
        return numbers;
      }
      page = store.search(query.cursor(page.nextCursor().get()).build());
    }
  }

  private static BitSet grep(String text, Path file) throws Exception {
    ProcessBuilder grep = new ProcessBuilder("grep", "-a", "-nF", "-e", text, file.toString());
    grep.environment().put("LC_ALL", "C.UTF-8");
    Process process = grep.start();
    BitSet numbers = new BitSet();
    try (BufferedReader found = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = found.readLine(); line != null; line = found.readLine()) {
        numbers.set(Integer.parseInt(line.substring(0, line.indexOf(':'))));
      }
    }
    assertThat(process.waitFor()).isLessThan(2);
    return numbers;
  }
}
