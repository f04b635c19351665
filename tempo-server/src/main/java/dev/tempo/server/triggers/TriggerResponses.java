package dev.tempo.server.triggers;

import dev.tempo.Explanation;
import dev.tempo.Run;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.schedules.TriggerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What is answered about triggers. */
final class TriggerResponses {
  private TriggerResponses() {}

  @Schema("Triggers")
  record TriggerPage(
      List<TriggerResponse> triggers, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  @Schema("DeletedTrigger")
  record DeletedTrigger(UUID id) implements ApiResponse {}

  @Schema("Explanations")
  record Explanations(
      Instant at, boolean enabled, List<ExplanationResponse> explanations, List<WaitingRun> waiting)
      implements ApiResponse {}

  /** A run that is queued now, and what it waits for. */
  record WaitingRun(UUID runId, Instant queuedAt, String text) implements ApiResponse {}

  record ExplanationResponse(UUID triggerId, String verdict, String text, Optional<UUID> runId)
      implements ApiResponse {

    static ExplanationResponse of(Explanation explanation, Translation language) {
      return new ExplanationResponse(
          explanation.triggerId(),
          explanation.decision().name().toLowerCase(Locale.ROOT),
          language.text(Messages.forEverybody(Messages.kept(explanation.text()))),
          explanation.run().map(Run::id));
    }
  }
}
