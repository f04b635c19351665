package dev.tempo.server.security.apikeys;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.security.apikeys.KeyService.CreatedKey;
import dev.tempo.server.security.apikeys.KeyService.Ended;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about API keys. */
final class KeyResponses {
  private KeyResponses() {}

  @Schema("Keys")
  record KeyPage(
      List<KeyResponse> keys, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  @Schema("Key")
  record KeyResponse(
      UUID id,
      String name,
      String prefix,
      String scope,
      Optional<List<String>> jobs,
      Optional<List<GrantedJob>> grantedJobs,
      Optional<String> role,
      String owner,
      boolean fromSettings,
      Optional<Instant> expiresAt,
      Instant createdAt,
      Optional<Instant> lastUsedAt)
      implements ApiResponse {}

  /** A job by what people call it; one that is gone, or hidden from the caller, has no name. */
  record GrantedJob(UUID id, Optional<String> name, List<String> folderNames)
      implements ApiResponse {}

  /** A key that was made, shown this once. */
  @Schema("Secret")
  record SecretResponse(UUID id, String name, String key) implements ApiResponse {

    static SecretResponse of(CreatedKey made) {
      return new SecretResponse(made.key().id(), made.key().label().name(), made.secret().text());
    }
  }

  @Schema("RevokedKey")
  record RevokedKey(UUID id, String name, int othersEnded) implements ApiResponse {

    static RevokedKey of(Ended ended) {
      return new RevokedKey(ended.key().id(), ended.key().label().name(), ended.others());
    }
  }

  @Schema("Triggered")
  record Triggered(boolean success, String job, UUID runId) implements ApiResponse {}
}
