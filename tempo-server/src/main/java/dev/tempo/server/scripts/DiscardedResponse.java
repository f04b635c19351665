package dev.tempo.server.scripts;

import dev.tempo.server.http.json.ApiResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The directory of a deleted job, as the API shows it, and the file beside it. */
public record DiscardedResponse(
    String id,
    UUID jobId,
    String key,
    String name,
    List<String> folderNames,
    Optional<UUID> ownerId,
    String deletedBy,
    Instant deletedAt,
    long files,
    long sizeBytes)
    implements ApiResponse {

  /** Of a directory. */
  public static DiscardedResponse of(Discarded discarded) {
    return new DiscardedResponse(
        discarded.id(),
        discarded.job().id(),
        discarded.job().key(),
        discarded.job().name(),
        discarded.job().title().folders(),
        discarded.job().owner(),
        discarded.deletedBy(),
        discarded.deletedAt(),
        discarded.files(),
        discarded.sizeBytes());
  }
}
