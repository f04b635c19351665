package dev.tempo.server.security.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.users.UserResponse;
import java.time.Instant;
import java.util.Optional;

/** What is answered about set-up, sessions and tickets. */
final class AuthResponses {
  private AuthResponses() {}

  record SetupStatus(boolean needsSetup, boolean needsToken) implements ApiResponse {}

  record LoggedIn(String token, String csrfToken, Instant expiresAt, UserResponse user)
      implements ApiResponse {

    static LoggedIn of(Session session) {
      return new LoggedIn(
          session.shown().token(),
          session.shown().half().text(),
          session.expiresAt(),
          UserResponse.of(session.user()));
    }
  }

  record Me(
      @Unwrapped UserResponse user, JsonNode lists, @LeftOutIfEmpty Optional<String> eventsTicket)
      implements ApiResponse {}

  record TicketResponse(String ticket, Instant expiresAt) implements ApiResponse {}
}
