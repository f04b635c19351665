package dev.tempo.server.security.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.users.UserResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What is answered about set-up, sessions and tickets. */
final class AuthResponses {
  private AuthResponses() {}

  @Schema("SetupStatus")
  record SetupStatus(boolean needsSetup, boolean needsToken) implements ApiResponse {}

  @Schema("LoggedIn")
  record LoggedIn(String token, String csrfToken, Instant expiresAt, UserResponse user)
      implements ApiResponse {

    static LoggedIn of(Session session) {
      return new LoggedIn(
          session.credentials().token(),
          session.credentials().half().text(),
          session.expiresAt(),
          UserResponse.of(session.user()));
    }
  }

  @Schema("Me")
  record Me(
      @Unwrapped UserResponse user,
      JsonNode lists,
      @LeftOutIfEmpty Optional<String> eventsTicket,
      @LeftOutIfEmpty Optional<ActiveProject> activeProject)
      implements ApiResponse {}

  record ActiveProject(UUID id, String name) implements ApiResponse {
    static ActiveProject of(AuthRoutes.NamedId project) {
      return new ActiveProject(project.id(), project.name());
    }
  }

  @Schema("Ticket")
  record TicketResponse(String ticket, Instant expiresAt) implements ApiResponse {}
}
