package dev.tempo.server.jobs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;

/** That a job is late, as the API shows it at some time. */
@Schema("Late")
public record LateResponse(String kind, Instant since, Instant expectedAt, boolean missed)
    implements ApiResponse {

  /** As it stands at a time. */
  public static LateResponse of(Late late, Instant now) {
    return new LateResponse(
        late.kind().label(), late.since(), late.expectedAt(), late.isMissed(now));
  }
}
