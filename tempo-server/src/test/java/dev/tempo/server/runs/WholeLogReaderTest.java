package dev.tempo.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogLine;
import dev.tempo.store.LogStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How often a store is asked for lines: each time it unpacks what they are in. */
final class WholeLogReaderTest {
  private static final Set<LogLine.Stream> ALL = EnumSet.allOf(LogLine.Stream.class);

  private final List<Integer> limits = new ArrayList<>();

  @Test
  void shortLines_areReadManyAtATime_andLongOnesAFew() throws IOException {
    assertThat(read(100_000, "ab")).isEqualTo(100_000);
    assertThat(limits).hasSizeLessThan(30);
    limits.clear();
    assertThat(read(1_000, "x".repeat(16_000))).isEqualTo(1_000);
    assertThat(limits).allMatch(limit -> limit * 16_000 <= 200_000);
    limits.clear();
    assertThat(read(5, "")).isEqualTo(5);
    assertThat(read(0, "")).isZero();
  }

  private int read(int count, String text) throws IOException {
    int[] read = {0};
    new WholeLogReader(store(count, text))
        .each(new UUID(0, 1), ALL, lines -> read[0] += lines.size());
    return read[0];
  }

  /** One that answers this question alone. */
  private LogStore store(int count, String text) {
    return (LogStore)
        Proxy.newProxyInstance(
            LogStore.class.getClassLoader(),
            new Class<?>[] {LogStore.class},
            (any, method, asked) -> lines(count, text, (long) asked[1], (int) asked[2]));
  }

  private List<LogLine> lines(int count, String text, long from, int limit) {
    limits.add(limit);
    return LongStream.range(from, Math.min(count + 1L, from + limit))
        .mapToObj(
            number -> new LogLine(number, Instant.EPOCH, LogLine.Stream.STDOUT, text, Set.of()))
        .toList();
  }
}
