package dev.tempo.server.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about accounts. */
final class AccountResponses {
  private AccountResponses() {}

  @Schema("Users")
  record UserPage(
      List<UserResponse.Administered> users,
      long total,
      boolean totalIsExact,
      Optional<String> nextCursor)
      implements ApiResponse {}

  @Schema("DeletedUser")
  record DeletedUser(UUID id, String username) implements ApiResponse {}

  /** What somebody likes to see; the lists as they are stored. */
  @Schema("ShownPreferences")
  record PreferencesResponse(
      Optional<String> language, String theme, Optional<String> timezone, JsonNode lists)
      implements ApiResponse {

    static PreferencesResponse of(User.Preferences preferences, JsonNode lists) {
      return new PreferencesResponse(
          preferences.language(), preferences.theme(), preferences.timezone(), lists);
    }
  }

  @Schema("ShownFilters")
  record FilterPage(JsonNode filters) implements ApiResponse {}
}
