package dev.tempo.server.userdata;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is told of the data of accounts. */
final class UserDataResponses {
  private UserDataResponses() {}

  @Schema("UserDataPage")
  record DataPage(
      List<UserData> users, long totalBytes, long freeBytes, Optional<String> nextCursor)
      implements ApiResponse {}

  /**
   * What one account has left.
   *
   * @param sizeBytes of the files of its projects
   * @param runs how many it has started
   * @param runsAreExact whether they are not more
   * @param logBytes that their logs take, as they are stored
   */
  @Schema("UserData")
  record UserData(
      UUID userId,
      String username,
      int projects,
      long sizeBytes,
      long runs,
      boolean runsAreExact,
      long logBytes)
      implements ApiResponse {}

  @Schema("ResetData")
  record ResetData(UUID userId, int projects, long runs, boolean complete) implements ApiResponse {}

  @Schema("DeletedLogs")
  record DeletedLogs(long deleted, boolean complete) implements ApiResponse {}
}
