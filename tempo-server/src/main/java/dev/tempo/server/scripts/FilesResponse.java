package dev.tempo.server.scripts;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;

/** What lies in a job's directory beside what Tempo writes there, as the API shows it. */
@Schema("Files")
public record FilesResponse(long count, boolean countIsExact, long sizeBytes, List<String> names)
    implements ApiResponse {

  /** Of what was found. */
  public static FilesResponse of(JobFiles files) {
    return new FilesResponse(files.count(), files.exact(), files.sizeBytes(), files.names());
  }
}
