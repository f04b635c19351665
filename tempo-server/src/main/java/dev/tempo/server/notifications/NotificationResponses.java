package dev.tempo.server.notifications;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is answered about who is told of runs. */
final class NotificationResponses {
  private NotificationResponses() {}

  @Schema("Reach")
  record ReachResponse(boolean mailReady, int recipients, List<ProblemResponse> problems)
      implements ApiResponse {}

  record ProblemResponse(String code, String channel, String message) implements ApiResponse {}

  @Schema("Notifications")
  record NotificationList(List<NotificationResponse> notifications) implements ApiResponse {}

  record NotificationResponse(
      String channel,
      String target,
      String state,
      int attempts,
      Instant createdAt,
      Optional<Instant> nextAttemptAt,
      Optional<String> reason)
      implements ApiResponse {}
}
