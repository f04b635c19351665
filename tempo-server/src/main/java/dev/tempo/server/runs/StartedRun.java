package dev.tempo.server.runs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.UUID;

/**
 * A run that was just started by hand, as the API shows it.
 *
 * @param isNew false if another run stands for what was asked
 */
@Schema("Started")
public record StartedRun(UUID runId, UUID jobId, String status, Instant triggeredAt, boolean isNew)
    implements ApiResponse {}
