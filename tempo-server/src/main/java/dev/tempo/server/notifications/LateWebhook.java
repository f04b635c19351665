package dev.tempo.server.notifications;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.jobs.LateResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a webhook gets of jobs that are late, or late no more. */
@Schema("LateWebhook")
record LateWebhook(String event, List<LateJob> jobs, int total, String about)
    implements ApiResponse {

  record LateJob(UUID id, String name, LateResponse late, Optional<String> url)
      implements ApiResponse {}
}
