package dev.tempo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.log.LogLine.Mark;
import dev.tempo.log.LogLine.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogChunkTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");

  private static LogLine line(long number, String text) {
    return new LogLine(number, TIME, Stream.STDOUT, text, Set.of());
  }

  private static List<LogLine> randomLines(Random random) {
    List<LogLine> lines = new ArrayList<>();
    long first = 1 + random.nextLong(Long.MAX_VALUE / 4);
    for (int i = 0; i <= random.nextInt(200); i++) {
      Set<Mark> marks = EnumSet.noneOf(Mark.class);
      for (Mark mark : Mark.values()) {
        if (random.nextBoolean()) {
          marks.add(mark);
        }
      }
      Stream stream = Stream.values()[random.nextInt(3)];
      Instant time = Instant.ofEpochMilli(random.nextInt(3) == 0 ? random.nextLong() >> 12 : i);
      String text = "é".repeat(random.nextInt(40)) + random.nextLong();
      lines.add(new LogLine(first + i, time, stream, text, marks));
    }
    return lines;
  }

  @Test
  void packedLines_comeBack() {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      List<LogLine> lines = randomLines(random);
      LogChunk chunk = LogChunk.of(LogChunk.pack(lines, true).data(), true);
      assertThat(chunk.lines()).isEqualTo(lines);
      assertThat(chunk.firstLine()).isEqualTo(lines.getFirst().number());
      assertThat(chunk.lastLine()).isEqualTo(lines.getLast().number());
      assertThat(chunk.lineCount()).isEqualTo(lines.size());
      assertThat(lines).allMatch(line -> chunk.streams().contains(line.stream()));
      assertThat(lines)
          .allMatch(line -> !line.timestamp().isBefore(chunk.earliest()))
          .allMatch(line -> !line.timestamp().isAfter(chunk.latest()));
    }
  }

  @Test
  void linesContaining_doesNotMatchAcrossLines() {
    LogChunk chunk =
        LogChunk.pack(List.of(line(7, "abc"), line(8, "def"), line(9, "xdefx")), false);
    assertThat(chunk.sealed()).isFalse();
    assertThat(chunk.linesContaining("def")).extracting(LogLine::number).containsExactly(8L, 9L);
    assertThat(chunk.linesContaining("cd")).isEmpty();
    assertThat(chunk.linesContaining("bcd")).isEmpty();
    assertThat(chunk.linesContaining("")).hasSize(3);
  }

  @Test
  void tooManyLines_areRefused() {
    assertThatThrownBy(() -> LogChunk.pack(List.of(), true))
        .isInstanceOf(IllegalArgumentException.class);
    String big = "x".repeat(LogChunk.MAX_TEXT_BYTES / 2);
    assertThatThrownBy(() -> LogChunk.pack(List.of(line(1, big), line(2, big)), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void damagedData_isToldAndNeverMisread() {
    byte[] good = LogChunk.pack(List.of(line(1, "some text"), line(2, "more")), true).data();
    assertThatThrownBy(() -> LogChunk.of(new byte[] {2, 1, 1}, true))
        .isInstanceOfSatisfying(
            LogStorageException.class,
            e -> assertThat(e.reason()).isEqualTo(LogStorageException.Reason.TOO_NEW));
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && bad.length > 1; flips--) {
        bad[1 + random.nextInt(bad.length - 1)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        LogChunk.of(bad, true).lines();
      } catch (LogStorageException e) {
        assertThat(e.reason()).isEqualTo(LogStorageException.Reason.DAMAGED);
      }
    }
  }
}
