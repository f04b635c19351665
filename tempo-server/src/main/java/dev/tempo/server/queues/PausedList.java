package dev.tempo.server.queues;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The queues that are paused, as an event tells them. */
@Schema("PausedQueues")
public record PausedList(List<PausedQueue> queues) implements ApiResponse {

  record PausedQueue(String name, Optional<String> pausedBy, Optional<Instant> pausedAt)
      implements ApiResponse {}
}
