package dev.tempo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.log.LogLine.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolFollowTest {

  private static final Duration LONG = Duration.ofSeconds(20);

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

  private RunLogWriter follow() {
    RunLogWriter log = logs.open(key);
    log.follow(fixture.out, fixture.err);
    return log;
  }

  private static List<LogLine> next(LogReader reader) throws InterruptedException {
    List<LogLine> lines = reader.next(LONG).lines();
    assertThat(lines).isNotEmpty();
    return lines;
  }

  @Test
  void promptLines_haveTheTimeOfReading() throws Exception {
    RunLogWriter log = follow();
    try (LogReader reader = logs.read(key.runId(), 0)) {
      LogFixture.append(fixture.out, "one\n");
      LogLine line = next(reader).getFirst();
      assertThat(line.timestamp()).isEqualTo(LogFixture.START);
      assertThat(line.approximateTime()).isFalse();
    }
    LogFixture.finish(log);
  }

  @Test
  void linesWrittenWhileNobodyWatched_haveAnApproximateTime() throws Exception {
    LogFixture.append(fixture.out, "early\n");
    Instant written = LogFixture.START.plusSeconds(60);
    Files.setLastModifiedTime(fixture.out, FileTime.from(written));
    fixture.now.set(LogFixture.START.plusSeconds(3600));
    RunLogWriter log = follow();
    try (LogReader reader = logs.read(key.runId(), 0)) {
      LogLine early = next(reader).getFirst();
      assertThat(early.approximateTime()).isTrue();
      assertThat(early.timestamp()).isEqualTo(written);
      LogFixture.append(fixture.out, "late\n");
      LogLine late = next(reader).getFirst();
      assertThat(late.approximateTime()).isFalse();
      assertThat(late.timestamp()).isEqualTo(fixture.now.get());
    }
    LogFixture.finish(log);
  }

  @Test
  void approximateTime_isNeverOutsideOfWhatIsPossible() throws Exception {
    fixture.now.set(LogFixture.START.plusSeconds(3600));
    LogFixture.append(fixture.out, "x".repeat(20_000) + "\n");
    Files.setLastModifiedTime(fixture.out, FileTime.from(LogFixture.START.plusSeconds(9999)));
    LogFixture.append(fixture.err, "past\n");
    Files.setLastModifiedTime(fixture.err, FileTime.from(LogFixture.START.minusSeconds(9999)));
    LogFixture.finish(follow());
    List<LogLine> lines = fixture.stored(key);
    assertThat(lines).hasSize(3).allMatch(LogLine::approximateTime);
    assertThat(lines.get(1).continued()).isTrue();
    assertThat(lines.get(0).timestamp()).isEqualTo(fixture.now.get());
    assertThat(lines.get(2).timestamp()).isEqualTo(LogFixture.START);
  }

  @Test
  void fileThatIsCutShort_isReadFromItsStart() throws Exception {
    RunLogWriter log = follow();
    try (LogReader reader = logs.read(key.runId(), 0)) {
      LogFixture.append(fixture.out, "a long first line\nunfinished");
      next(reader);
      try (FileChannel channel = FileChannel.open(fixture.out, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      List<LogLine> told = new ArrayList<>();
      while (told.size() < 2) {
        told.addAll(next(reader));
      }
      assertThat(told.get(0).text()).isEqualTo("unfinished");
      assertThat(told.get(1).stream()).isEqualTo(Stream.SYSTEM);
      LogFixture.append(fixture.out, "anew\n");
      assertThat(next(reader)).extracting(LogLine::text).containsExactly("anew");
    }
    LogFixture.finish(log);
  }

  @Test
  void filesThatComeLater_areFound() throws Exception {
    Path later = directory.resolve("later");
    RunLogWriter log = logs.open(key);
    log.follow(later.resolve("out"), later.resolve("err"));
    Files.createDirectory(later);
    LogFixture.append(later.resolve("out"), "here\n");
    try (LogReader reader = logs.read(key.runId(), 0)) {
      assertThat(next(reader)).extracting(LogLine::text).containsExactly("here");
    }
    assertThat(LogFixture.finish(log).lineCount()).isEqualTo(1);
  }

  @Test
  void fileThatCannotBeRead_isToldAndDoesNotHoldUpTheEnd() throws Exception {
    Files.createDirectory(fixture.out);
    RunLogWriter log = follow();
    LogFixture.append(fixture.err, "still read\n");
    LogFixture.finish(log);
    assertThat(fixture.texts(key))
        .anyMatch(text -> text.startsWith("Output could not be read"))
        .contains("still read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mkfifo $1", "ln -s /dev/zero $1", "ln -s /etc/passwd $1", "mknod $1 c 1 5"})
  void whatIsNoFile_isToldAndHoldsNobodyUp(String command) throws Exception {
    Process made =
        new ProcessBuilder("/bin/sh", "-c", command, "sh", fixture.out.toString()).start();
    assumeTrue(made.waitFor() == 0, "only root makes devices");
    RunLogWriter log = follow();
    RunLogInfo other = LogFixture.key();
    RunLogWriter beside = logs.open(other);
    beside.write(Stream.STDOUT, "goes on");
    LogFixture.append(fixture.err, "still read\n");
    LogFixture.finish(log);
    LogFixture.finish(beside);
    assertThat(fixture.texts(key))
        .hasSize(2)
        .anyMatch(text -> text.startsWith("Output could not be read"))
        .contains("still read");
    assertThat(fixture.texts(other)).containsExactly("goes on");
  }

  @Test
  void fileThatIsStretched_isReadWhereItWasWritten() throws Exception {
    LogFixture.append(fixture.out, "first\n");
    long size = 200L << 30;
    try (FileChannel channel = FileChannel.open(fixture.out, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("last\n".getBytes(StandardCharsets.UTF_8)), size);
    }
    RunLogWriter log = follow();
    LogFixture.finish(log);
    List<String> texts = fixture.texts(key);
    assertThat(texts).hasSizeLessThan(20).startsWith("first");
    assertThat(texts.getLast()).endsWith("last");
    assertThat(texts)
        .anyMatch(text -> text.matches("\\d{12} bytes of STDOUT were never written.*"));
  }

  @Test
  void lineThatHasNotEnded_isShownAsItStands_andThenAsALine() throws Exception {
    RunLogWriter log = follow();
    try (LogReader reader = logs.read(key.runId(), 0)) {
      LogFixture.append(fixture.out, "one\n 10 %");
      assertThat(next(reader)).extracting(LogLine::text).containsExactly("one");
      assertThat(open(reader)).isEqualTo("2 STDOUT  10 %");
      LogFixture.append(fixture.out, "\r 20 %");
      assertThat(open(reader)).isEqualTo("2 STDOUT  20 %");
      LogFixture.append(fixture.err, "Password: ");
      assertThat(open(reader)).isEqualTo("2 STDERR Password: ");
      try (LogReader late = logs.read(key.runId(), 1)) {
        assertThat(open(late)).isEqualTo("2 STDERR Password: ");
      }
      LogFixture.append(fixture.out, "\rdone\n");
      LogLine line = next(reader).getFirst();
      assertThat(line.number()).isEqualTo(2);
      assertThat(line.text()).isEqualTo("done");
      assertThat(open(reader)).isEqualTo("3 STDERR Password: ");
    }
    LogFixture.finish(log);
    assertThat(fixture.texts(key)).containsExactly("one", "done", "Password: ");
  }

  private static String open(LogReader reader) throws Exception {
    LogReader.Batch batch = reader.next(Duration.ofSeconds(20));
    LogLine line = batch.open().orElseThrow();
    assertThat(batch.lines()).isEmpty();
    return line.number() + " " + line.stream() + " " + line.text();
  }

  @Test
  void filesThatNeverCome_areEmpty() throws Exception {
    assertThat(LogFixture.finish(follow())).isEqualTo(new LogSummary(0, 0));
    assertThat(fixture.store.tail(key.runId())).isEmpty();
  }

  @Test
  void outputLimit_holdsAfterARestart() throws Exception {
    LogFixture.append(fixture.out, "12345\n6789\nover\nmore\n");
    RunLogWriter first = logs.open(key, 11);
    first.follow(fixture.out, fixture.err);
    try (LogReader reader = logs.read(key.runId(), 2)) {
      assertThat(next(reader).getFirst().text()).startsWith("Output limit of 11 bytes");
    }
    logs.close();
    RunLogService later = fixture.logs();
    LogFixture.append(fixture.out, "and more\n");
    RunLogWriter second = later.resume(key);
    second.follow(fixture.out, fixture.err);
    assertThat(LogFixture.finish(second)).isEqualTo(new LogSummary(3, 11));
  }

  @Test
  void followingTwice_isRefused() {
    RunLogWriter log = follow();
    assertThatThrownBy(() -> log.follow(fixture.out, fixture.err))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manySmallAppends_becomeLinesInOrder() throws Exception {
    RunLogWriter log = follow();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      LogFixture.append(fixture.out, i % 3 == 2 ? i + "\n" : i + ",");
      if (i % 3 == 2) {
        expected.add((i - 2) + "," + (i - 1) + "," + i);
      }
    }
    LogFixture.finish(log);
    assertThat(fixture.texts(key)).isEqualTo(expected);
  }

  /** What is written so often is looked at without a watch; nobody who reads may notice. */
  @Test
  void floodsWithLinesBetween_areReadWholeAndInOrder() throws Exception {
    RunLogWriter log = follow();
    List<String> expected = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    try (LogReader reader = logs.read(key.runId(), 0)) {
      for (int flood = 0; flood < 3; flood++) {
        for (int i = 0; i < 4_000; i++) {
          expected.add("flood " + flood + " line " + i);
          LogFixture.append(fixture.out, expected.getLast() + "\n");
        }
        while (seen.size() < expected.size()) {
          next(reader).forEach(line -> seen.add(line.text()));
        }
      }
    }
    LogFixture.finish(log);
    assertThat(seen).isEqualTo(expected);
    assertThat(fixture.texts(key)).isEqualTo(expected);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void scriptOnBothStreams_isCapturedBeyondItsOwnEnd() throws Exception {
    RunLogWriter log = follow();
    String script =
        """
        for i in 1 2 3 4 5; do echo "out $i"; echo "err $i" >&2; done
        printf '\\033[32mgreen\\033[0m\\n'; printf '1%%\\r50%%\\r100%%\\n'
        (read -t 1 x < /dev/null; echo "from the background"; printf "no end") &
        """;
    Process process = start(script);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    Await.until(
        "the background's output",
        () -> {
          try {
            return Files.readString(fixture.out).endsWith("no end");
          } catch (IOException e) {
            return false;
          }
        });
    LogFixture.finish(log);
    List<LogLine> lines = fixture.stored(key);
    assertThat(lines.stream().filter(line -> line.stream() == Stream.STDERR).map(LogLine::text))
        .containsExactly("err 1", "err 2", "err 3", "err 4", "err 5");
    assertThat(lines.stream().filter(line -> line.stream() == Stream.STDOUT).map(LogLine::text))
        .containsExactly(
            "out 1",
            "out 2",
            "out 3",
            "out 4",
            "out 5",
            "\u001b[32mgreen\u001b[0m",
            "100%",
            "from the background",
            "no end");
    assertThat(lines.stream().map(LogLine::number)).isSorted().doesNotHaveDuplicates();
  }

  private Process start(String script) throws IOException {
    return new ProcessBuilder("bash", "-c", script)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(fixture.out.toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(fixture.err.toFile()))
        .start();
  }
}
