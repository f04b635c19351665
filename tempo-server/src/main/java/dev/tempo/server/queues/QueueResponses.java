package dev.tempo.server.queues;

import dev.tempo.QueueRate;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is answered about queues. */
final class QueueResponses {
  private QueueResponses() {}

  @Schema("Queues")
  record QueueList(List<QueueResponse> queues) implements ApiResponse {}

  @Schema("Queue")
  record QueueResponse(
      @Unwrapped QueueHead head, long running, long queued, boolean paused, int jobs)
      implements ApiResponse {}

  /** How many runs may start within a time. */
  record Rate(int permits, Number perSeconds) implements ApiResponse {
    static Rate of(QueueRate rate) {
      return new Rate(rate.permits(), Json.seconds(rate.per()));
    }
  }

  /** What is the same for every caller; no limit is null, and neither is no rate. */
  record QueueHead(
      String name,
      Optional<Integer> limit,
      boolean limitIsOwn,
      Optional<Rate> rate,
      Optional<String> pausedBy,
      Optional<Instant> pausedAt)
      implements ApiResponse {}

  @Schema("DeletedQueue")
  record DeletedQueue(String name, boolean deleted) implements ApiResponse {}
}
