package dev.tempo.server.notifications;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.runs.RunResponse;
import java.util.List;
import java.util.Optional;

/** What a webhook gets of a run that has ended. */
@Schema("RunWebhook")
record RunWebhook(String event, RunResponse run, Optional<String> url, List<String> lastLines)
    implements ApiResponse {}
