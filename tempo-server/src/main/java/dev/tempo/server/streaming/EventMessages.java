package dev.tempo.server.streaming;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.jobs.LateResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What the server tells on the WebSocket of events. */
final class EventMessages {
  private EventMessages() {}

  /** An event; its type says what its data is. */
  @Schema("Event")
  record EventMessage(String type, Instant timestamp, ApiResponse data) implements ApiResponse {}

  @Schema("JobSavedEvent")
  record JobSaved(UUID jobId, String name, boolean enabled) implements ApiResponse {}

  @Schema("JobDeletedEvent")
  record JobDeleted(UUID jobId) implements ApiResponse {}

  /** That a job is late, or, without how, is late no more. */
  @Schema("JobLateEvent")
  record JobLate(UUID jobId, String name, Optional<LateResponse> late) implements ApiResponse {}

  /** Something that a client should know about its own requests. */
  @Schema("Notice")
  record Notice(String code, String message) implements ApiResponse {}

  @Schema("Pong")
  record Pong(String ping) implements ApiResponse {}
}
