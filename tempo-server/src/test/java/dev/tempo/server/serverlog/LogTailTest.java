package dev.tempo.server.serverlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.serverlog.LogEntry.Level;
import dev.tempo.server.serverlog.LogTail.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

  @TempDir Path directory;

  @Test
  void pages_haveEveryEntryOnce_overRotatedFiles() throws IOException {
    Path file = write(5_000, 30_000, 9);
    assertThat(RotatingFile.numbered(file, 3)).exists();
    List<String> all = messages(file, Level.TRACE, 7);
    assertThat(all).doesNotHaveDuplicates().isSortedAccordingTo(LogTailTest::newestFirst);
    assertThat(all.getFirst()).startsWith("entry 4999 ");
    assertThat(messages(file, Level.TRACE, 1_000)).isEqualTo(all);
    assertThat(all.size()).isGreaterThan(1_000);
  }

  @Test
  void rotation_betweenTwoPages_losesAndDoublesNothing() throws IOException {
    Path file = write(500, 100_000, 9);
    LogTail.Page first = LogTail.read(file, Level.TRACE, Optional.empty(), 100);
    try (RotatingFile log = new RotatingFile(file, 10_000, 9)) {
      log.write(entry(500, Level.INFO).toLine());
      log.write(entry(501, Level.INFO).toLine());
    }
    LogTail.Page second = LogTail.read(file, Level.TRACE, first.next(), 1_000);
    assertThat(second.entries().getFirst().message()).startsWith("entry 399 ");
    assertThat(second.entries()).hasSize(400);
  }

  @Test
  void level_leavesOutWhatIsLessBad() throws IOException {
    Path file = write(1_000, 1 << 20, 1);
    List<String> errors = messages(file, Level.ERROR, 13);
    assertThat(errors).hasSize(100).allMatch(message -> message.contains("ERROR"));
  }

  @Test
  void stackTraces_stayWithTheirEntry_alsoOverBlocks() throws IOException {
    Path file = directory.resolve("x.log");
    String trace = "failed\n" + "at a.B.c(D.java:1)\n".repeat(10_000);
    try (RotatingFile log = new RotatingFile(file, 1 << 20, 1)) {
      log.write(entry(1, Level.INFO).toLine());
      log.write(new LogEntry(START, Level.ERROR, "s", trace).toLine());
      log.write(entry(2, Level.INFO).toLine());
    }
    List<LogEntry> entries = LogTail.read(file, Level.TRACE, Optional.empty(), 10).entries();
    assertThat(entries).hasSize(3);
    assertThat(entries.get(1).message()).isEqualTo(trace.strip());
  }

  @Test
  void noFile_isNoEntry() throws IOException {
    LogTail.Page page =
        LogTail.read(directory.resolve("none.log"), Level.TRACE, Optional.empty(), 5);
    assertThat(page.entries()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @Test
  void message_withLineEndsOrTabs_cannotForgeAnEntry() {
    LogEntry forged =
        new LogEntry(START, Level.INFO, "s", "x\r\n2026-11-21T00:00:00Z ERROR s forged");
    assertThat(forged.toLine().lines().filter(line -> LogEntry.parse(line).isPresent())).hasSize(1);
  }

  private List<String> messages(Path file, Level level, int limit) throws IOException {
    List<String> all = new ArrayList<>();
    Optional<Position> from = Optional.empty();
    do {
      LogTail.Page page = LogTail.read(file, level, from, limit);
      page.entries().forEach(entry -> all.add(entry.message()));
      from = page.next().map(Object::toString).map(Position::parse);
    } while (from.isPresent());
    return all;
  }

  private Path write(int entries, long maxBytes, int older) throws IOException {
    Path file = directory.resolve("x.log");
    try (RotatingFile log = new RotatingFile(file, maxBytes, older)) {
      for (int i = 0; i < entries; i++) {
        log.write(entry(i, i % 10 == 0 ? Level.ERROR : Level.INFO).toLine());
      }
    }
    assertThat(Files.size(file)).isLessThanOrEqualTo(maxBytes);
    return file;
  }

  /** Many share an instant. */
  private static LogEntry entry(int number, Level level) {
    Instant at = START.plusMillis(number / 7);
    return new LogEntry(at, level, "s", "entry " + number + " " + level + " é");
  }

  private static int newestFirst(String one, String other) {
    return Integer.compare(number(other), number(one));
  }

  private static int number(String message) {
    return Integer.parseInt(message.split(" ")[1]);
  }
}
