package dev.tempo.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogLine;
import dev.tempo.store.LogHit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class HistogramTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private final UUID job = UUID.randomUUID();
  private final Histogram histogram = new Histogram(120);

  @Test
  void hitsCloseTogether_areCountedBySeconds() {
    add(Duration.ofMillis(100));
    add(Duration.ofMillis(900));
    add(Duration.ofSeconds(3));
    assertThat(histogram.seconds()).isEqualTo(1);
    assertThat(histogram.buckets())
        .containsExactly(entry(START, 2), entry(START.plusSeconds(3), 1));
  }

  @Test
  void hitsFarApart_makeBucketsWider_andNoneIsLost() {
    for (int hour = 0; hour < 2_000; hour++) {
      add(Duration.ofHours(hour));
    }
    assertThat(histogram.buckets().size()).isLessThanOrEqualTo(120);
    assertThat(histogram.seconds()).isEqualTo(86_400);
    assertThat(histogram.buckets().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(2_000)
        .isEqualTo(histogram.total());
    assertThat(histogram.jobs().get(job).count()).isEqualTo(2_000);
    assertThat(histogram.buckets().keySet())
        .allMatch(start -> start.getEpochSecond() % 86_400 == 0);
  }

  @Test
  void hitsOfWholeHistory_fit() {
    add(Duration.between(START, Instant.EPOCH));
    add(Duration.between(START, Instant.parse("2199-12-31T00:00:00Z")));
    assertThat(histogram.buckets()).hasSize(2);
  }

  private static Map.Entry<Instant, Long> entry(Instant start, long count) {
    return Map.entry(start, count);
  }

  private void add(Duration after) {
    LogLine line = new LogLine(1, START.plus(after), LogLine.Stream.STDOUT, "x", Set.of());
    histogram.add(new LogHit(job, job, line, List.of(new LogHit.Span(0, 1))));
  }
}
