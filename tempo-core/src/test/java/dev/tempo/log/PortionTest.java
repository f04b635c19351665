package dev.tempo.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortionTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 5_000, 16_384})
  void portions_areInOrder_andNeverMuch(int length) {
    List<Long> numbers = new ArrayList<>();
    Portion portion = new Portion(new LongLog(length), LongLog.ID);
    List<LogLine> lines = portion.after(0);
    while (!lines.isEmpty()) {
      lines.forEach(line -> numbers.add(line.number()));
      long bytes = lines.stream().mapToLong(line -> line.text().length()).sum();
      assertThat(bytes).isLessThanOrEqualTo(Portion.BYTES + length);
      lines = portion.after(numbers.getLast());
    }
    assertThat(numbers)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, LongLog.LINES).boxed().toList());
  }

  @Test
  void whatIsRead_isNotReadAgainAndAgain() {
    LongLog log = new LongLog(16_384);
    Portion portion = new Portion(log, LongLog.ID);
    List<LogLine> lines = portion.after(0);
    while (!lines.isEmpty()) {
      lines = portion.after(lines.getLast().number());
    }
    assertThat(log.given).isLessThan(5L * LongLog.LINES);
  }

  /** A log whose store gives about a megabyte at once. */
  private static final class LongLog implements LogAppendStore {
    static final UUID ID = new UUID(1, 1);
    static final int LINES = 3_000;
    private static final long MOST_BYTES = 1 << 20;

    private final String text;
    private long given;

    LongLog(int length) {
      this.text = "x".repeat(length);
    }

    @Override
    public List<LogLine> read(UUID runId, long fromLine, int limit) {
      List<LogLine> lines = new ArrayList<>();
      long bytes = 0;
      for (long n = fromLine; n <= LINES && lines.size() < limit && bytes < MOST_BYTES; n++) {
        lines.add(new LogLine(n, Instant.EPOCH, LogLine.Stream.STDOUT, text, Set.of()));
        bytes += text.length();
      }
      given += lines.size();
      return lines;
    }

    @Override
    public CompletableFuture<Void> append(Append append) {
      throw new UnsupportedOperationException("It is full");
    }

    @Override
    public Optional<Tail> tail(UUID runId) {
      return Optional.empty();
    }
  }
}
