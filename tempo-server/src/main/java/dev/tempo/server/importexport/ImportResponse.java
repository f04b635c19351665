package dev.tempo.server.importexport;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What became of what was imported, as the API shows it. */
@Schema("Imported")
record ImportResponse(
    FolderCounts folders, JobCounts counts, List<ImportedJob> jobs, List<String> notes)
    implements ApiResponse {

  record FolderCounts(int created, int existing) implements ApiResponse {}

  record JobCounts(long created, long renamed, long replaced, long skipped, long failed)
      implements ApiResponse {}

  /** A job, and the variables whose values must be given again. */
  record ImportedJob(
      String name,
      List<String> folderNames,
      String action,
      Optional<UUID> id,
      Optional<String> reason,
      List<String> missingSecrets)
      implements ApiResponse {}
}
