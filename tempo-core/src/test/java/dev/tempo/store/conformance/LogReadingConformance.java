package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.log.LogAppendStore;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogLine.Stream;
import dev.tempo.log.LogReader;
import dev.tempo.log.LogStorageException;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How logs are appended to and read. Part of {@link LogStoreConformance}. */
abstract class LogReadingConformance extends LogStoreFixture {
  @Test
  void unknownRun_hasNoLines() {
    assertThat(store.read(UUID.randomUUID(), 1, 10)).isEmpty();
    assertThat(store.count(UUID.randomUUID())).isZero();
    assertThat(store.tail(UUID.randomUUID())).isEmpty();
  }

  @Test
  void storedLines_comeBackAsTheyWere() throws Exception {
    RunLogInfo key = key();
    RunLogWriter log = logs.open(key);
    log.write(Stream.STDOUT, "plain");
    now.set(START.plusMillis(1234));
    log.write(Stream.STDERR, "\u001b[31mred\u001b[0m \u0000 \uFFFD é 漢字 😀");
    now.set(START.minusSeconds(3600));
    log.write(Stream.SYSTEM, "x".repeat(20_000));
    finish(log);
    List<LogLine> lines = store.read(key.runId(), 1, 10);
    assertThat(lines)
        .containsExactly(
            new LogLine(1, START, Stream.STDOUT, "plain", Set.of()),
            new LogLine(
                2,
                START.plusMillis(1234),
                Stream.STDERR,
                "\u001b[31mred\u001b[0m \u0000 \uFFFD é 漢字 😀",
                Set.of()),
            new LogLine(
                3, START.minusSeconds(3600), Stream.SYSTEM, "x".repeat(16 * 1024), Set.of()),
            new LogLine(
                4,
                START.minusSeconds(3600),
                Stream.SYSTEM,
                "x".repeat(20_000 - 16 * 1024),
                Set.of(LogLine.Mark.CONTINUED)));
    assertThat(store.count(key.runId())).isEqualTo(4);
  }

  @Test
  void lines_startAnywhereAndKeepToLimitAndStreams() throws Exception {
    RunLogInfo key = key();
    RunLogWriter log = logs.open(key);
    for (int i = 1; i <= 30_000; i++) {
      log.write(i % 3 == 0 ? Stream.STDERR : Stream.STDOUT, "line " + i);
    }
    finish(log);

    assertThat(store.read(key.runId(), 29_998, 10))
        .extracting(LogLine::text)
        .containsExactly("line 29998", "line 29999", "line 30000");
    assertThat(store.lines(key.runId(), 10_000, 2, EnumSet.of(Stream.STDERR)))
        .extracting(LogLine::number)
        .containsExactly(10_002L, 10_005L);
    assertThat(store.lines(key.runId(), 1, 5, EnumSet.of(Stream.SYSTEM))).isEmpty();
    assertThat(store.read(key.runId(), 30_001, 5)).isEmpty();
  }

  @Test
  void openLog_isReadableAndResumable() throws Exception {
    RunLogInfo key = key();
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Files.writeString(out, "one\ntwo\npart");
    RunLogWriter first = logs.open(key);
    first.follow(out, err);
    try (LogReader reader = logs.read(key.runId(), 1)) {
      assertThat(reader.next(Duration.ofSeconds(10)).lines()).hasSize(1);
    }
    logs.close();

    assertThat(store.tail(key.runId()).orElseThrow().lineCount()).isEqualTo(2);
    assertThat(store.tail(key.runId()).orElseThrow().position())
        .isEqualTo(
            new SpoolPosition(
                new SpoolPosition.Mark(8, false), new SpoolPosition.Mark(0, false), 8, false));
    assertThat(store.delete(List.of(key.runId()))).isZero();

    logs = RunLogService.builder(store, now::get).build();
    RunLogWriter second = logs.resume(key);
    Files.writeString(out, "ial\n", StandardOpenOption.APPEND);
    second.follow(out, err);
    assertThat(finish(second)).isEqualTo(new LogSummary(3, 16));
    assertThat(store.read(key.runId(), 1, 10))
        .extracting(LogLine::text)
        .containsExactly("one", "two", "partial");
    assertThat(found(LogQuery.builder("part"))).containsExactly("partial");
  }

  @Test
  void resumedLogWithoutNewLines_canBeFinished() throws Exception {
    RunLogInfo key = key();
    RunLogWriter first = logs.open(key);
    first.write(Stream.STDOUT, "kept");
    logs.close();
    logs = RunLogService.builder(store, now::get).build();
    RunLogWriter second = logs.resume(key);
    assertThat(finish(second)).isEqualTo(new LogSummary(1, 5));
    assertThat(found(LogQuery.builder("kept"))).containsExactly("kept");
    assertThat(store.delete(List.of(key.runId()))).isEqualTo(1);
  }

  @Test
  void appendThatLeavesAHole_isRefusedAndKeepsNothing() throws Exception {
    RunLogInfo key = run("a", "b");
    LogStore other = store;
    var tail = other.tail(key.runId()).orElseThrow();
    RunLogInfo holed = key();
    var chunk = new LogAppendStore.Append(holed, chunksFrom(5), tail.position(), false);
    assertThatThrownBy(() -> other.append(chunk).get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(LogStorageException.class)
        .hasMessageContaining("line 5");
    assertThat(store.tail(holed.runId())).isEmpty();
  }

  private List<LogChunk> chunksFrom(long firstLine) {
    return List.of(LogChunk.pack(List.of(line(firstLine)), true));
  }

  private static LogLine line(long number) {
    return new LogLine(number, START, Stream.STDOUT, "line " + number, Set.of());
  }

  @Test
  void closedStore_saysSo() throws Exception {
    RunLogInfo key = run("a");
    store.close();
    assertThatThrownBy(() -> store.read(key.runId(), 1, 1))
        .isInstanceOfSatisfying(
            LogStorageException.class,
            e -> assertThat(e.reason()).isEqualTo(LogStorageException.Reason.CLOSED));
  }

  @Test
  void bytesOfEveryKind_comeBackAsDecodedAndSearchable() throws Exception {
    byte[] bytes = new byte[200_000];
    new Random(7).nextBytes(bytes);
    Path out = directory.resolve("binary");
    Files.write(out, bytes);
    RunLogInfo key = key();
    RunLogWriter log = logs.open(key);
    log.follow(out, directory.resolve("none"));
    LogSummary summary = finish(log);
    assertThat(summary.lineCount()).isGreaterThan(500);
    List<LogLine> lines = new ArrayList<>();
    while (lines.size() < summary.lineCount()) {
      lines.addAll(store.read(key.runId(), lines.size() + 1L, 1000));
    }
    assertThat(lines).extracting(LogLine::number).doesNotHaveDuplicates().isSorted();
    String some = lines.get(lines.size() / 2).text();
    String text = some.substring(0, Math.min(9, some.length()));
    if (!text.isEmpty()) {
      assertThat(found(LogQuery.builder(text).limit(1000))).contains(some);
    }
    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\uFFFD");
  }
}
