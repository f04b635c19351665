package dev.tempo.server.runs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.UUID;

/** A run that was just started by hand, as the API shows it. */
@Schema("Started")
public record StartedRun(UUID runId, UUID jobId, String status, Instant triggeredAt)
    implements ApiResponse {}
