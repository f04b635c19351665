package dev.tempo.server.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TailBufferTest {
  private static final int LARGE = 10_000_000;
  private final UUID run = UUID.randomUUID();
  private final TailBuffer buffer = new TailBuffer();

  @Test
  void whatIsNotReadInTime_goesOldestFirst_andIsToldAsAGap() throws InterruptedException {
    buffer.message(run, new LogSocketMessages.MoreMessage("more", 7));
    for (int i = 1; i <= 5_000; i++) {
      buffer.line(run, i, "{\"n\":" + i + "}");
    }
    String frame = buffer.take(Duration.ZERO, LARGE);
    assertThat(frame)
        .startsWith("[{\"type\":\"gap\",\"runId\":\"" + run + "\",\"from\":1,\"to\":1000}")
        .contains("{\"type\":\"more\",\"count\":7},{\"n\":1001}")
        .endsWith("{\"n\":5000}]");
    assertThat(buffer.take(Duration.ZERO, LARGE)).isEmpty();
  }

  @Test
  void longLines_areBoundedByTheirCharacters() throws InterruptedException {
    String line = "{\"content\":\"" + "x".repeat(16_000) + "\"}";
    for (int i = 1; i <= 1_000; i++) {
      buffer.line(run, i, line);
    }
    assertThat(buffer.take(Duration.ZERO, LARGE).length()).isLessThan(1_100_000);
  }

  @Test
  void frames_areAsLargeAsTheyShouldBe_andKeepTheOrder() throws InterruptedException {
    for (int i = 1; i <= 10; i++) {
      buffer.line(run, i, "{\"n\":" + i + "}");
    }
    assertThat(buffer.take(Duration.ZERO, 20)).isEqualTo("[{\"n\":1},{\"n\":2},{\"n\":3}]");
    assertThat(buffer.take(Duration.ZERO, LARGE)).startsWith("[{\"n\":4}");
  }

  @Test
  void gapsOfAReader_areAddedUp() throws InterruptedException {
    buffer.gap(run, 10, 20);
    buffer.gap(run, 21, 30);
    assertThat(buffer.take(Duration.ZERO, LARGE)).contains("\"from\":10,\"to\":30");
  }
}
