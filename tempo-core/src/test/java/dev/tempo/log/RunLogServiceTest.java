package dev.tempo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.tempo.log.LogLine.Stream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogServiceTest {

  @TempDir Path directory;
  private LogFixture fixture;
  private RunLogService logs;
  private final RunLogInfo key = LogFixture.key();

  @BeforeEach
  void open() {
    fixture = new LogFixture(directory);
    logs = fixture.logs();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void writtenText_splitsAtLineFeeds() throws Exception {
    RunLogWriter log = logs.open(key);
    log.write(Stream.STDOUT, "one");
    log.write(Stream.STDERR, "two\nthree\n");
    log.write(Stream.SYSTEM, "");

    assertThat(LogFixture.finish(log)).isEqualTo(new LogSummary(4, 14));
    assertThat(fixture.stored(key))
        .extracting(LogLine::number, LogLine::stream, LogLine::text)
        .containsExactly(
            tuple(1L, Stream.STDOUT, "one"),
            tuple(2L, Stream.STDERR, "two"),
            tuple(3L, Stream.STDERR, "three"),
            tuple(4L, Stream.SYSTEM, ""));
  }

  @Test
  void followedFiles_becomeLinesOnceAndInOrder() throws Exception {
    RunLogWriter log = logs.open(key);
    log.follow(fixture.out, fixture.err);
    try (LogReader reader = logs.read(key.runId(), 0)) {
      LogFixture.append(fixture.out, "a\nb");
      assertThat(reader.next(Duration.ofSeconds(10)).lines())
          .extracting(LogLine::text)
          .containsExactly("a");
      LogFixture.append(fixture.out, "c\n");
      assertThat(reader.next(Duration.ofSeconds(10)).lines())
          .extracting(LogLine::text)
          .containsExactly("bc");
      LogFixture.append(fixture.err, "rest");

      assertThat(LogFixture.finish(log)).isEqualTo(new LogSummary(3, 10));
      log.close();
      assertThat(LogFixture.drain(reader)).extracting(LogLine::text).containsExactly("rest");
    }
    assertThat(fixture.texts(key)).containsExactly("a", "bc", "rest");
  }

  @Test
  void logThatWasNeverUsed_startsNoThreadAndStoresNothing() throws Exception {
    Set<Thread> ofEarlierTests = logThreads(); // some may still be about to end
    RunLogWriter log = logs.open(key);
    assertThat(LogFixture.finish(log)).isEqualTo(new LogSummary(0, 0));
    log.close();
    assertThat(fixture.store.tail(key.runId())).isEmpty();
    assertThat(ofEarlierTests).containsAll(logThreads());
  }

  @Test
  void logThatIsFollowed_startsAThreadThatEndsWithItsService() throws Exception {
    Set<Thread> ofEarlierTests = logThreads();
    RunLogWriter log = logs.open(key);
    log.follow(fixture.out, fixture.err);
    LogFixture.append(fixture.out, "a\n");
    Await.until("a thread", () -> !ofEarlierTests.containsAll(logThreads()));
    logs.close();
    Await.until("its end", () -> ofEarlierTests.containsAll(logThreads()));
  }

  private static Set<Thread> logThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("tempo-logs"))
        .collect(Collectors.toSet());
  }

  @Test
  void resumedLog_goesOnWithNumbersAndOffsets() throws Exception {
    RunLogWriter first = logs.open(key);
    first.follow(fixture.out, fixture.err);
    LogFixture.append(fixture.out, "1\n2\nunfini");
    Await.until("two lines", () -> logs.active(key.runId()).isPresent() && seen(2));
    logs.close();

    LogFixture.append(fixture.out, "shed\n4\n");
    RunLogService later = fixture.logs();
    RunLogWriter second = later.resume(key);
    second.follow(fixture.out, fixture.err);
    assertThat(LogFixture.finish(second).lineCount()).isEqualTo(4);
    assertThat(fixture.texts(key)).containsExactly("1", "2", "unfinished", "4");
  }

  private boolean seen(int lines) {
    try (LogReader reader = logs.read(key.runId(), lines - 1)) {
      return !reader.next(Duration.ZERO).lines().isEmpty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readerOfUnknownRun_endsAtOnce() throws Exception {
    try (LogReader reader = logs.read(UUID.randomUUID(), 0)) {
      assertThat(reader.next(Duration.ofSeconds(1)).ended()).isTrue();
    }
  }

  @Test
  void openingTwice_isRefused() {
    logs.open(key);
    assertThatThrownBy(() -> logs.open(key)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writingAfterFinish_isRefused() throws Exception {
    RunLogWriter log = logs.open(key);
    log.write(Stream.STDOUT, "x");
    LogFixture.finish(log);
    assertThatThrownBy(() -> log.write(Stream.STDOUT, "y"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key.runId().toString());
  }

  @Test
  void outputLimit_endsInOneClearLine() throws Exception {
    RunLogWriter log = logs.open(key, 10);
    log.follow(fixture.out, fixture.err);
    LogFixture.append(fixture.out, "12345\n789\nabc\n".repeat(3));
    log.write(Stream.SYSTEM, "still told");
    assertThat(LogFixture.finish(log).outputBytes()).isEqualTo(10);
    assertThat(fixture.texts(key))
        .containsSubsequence(
            List.of(
                "12345",
                "789",
                "Output limit of 10 bytes reached; what follows is not kept. Raise limits.outputBytes to keep more."))
        .hasSize(4);
  }
}
