package dev.tempo.server.schedules;

import dev.tempo.Trigger;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What a schedule would do. */
public final class ScheduleRoutes implements Feature {
  private static final int DEFAULT_COUNT = 10;
  private static final int MAX_COUNT = 100;

  private final TimeSource time;

  /** With the clock that says when a preview begins. */
  public ScheduleRoutes(TimeSource time) {
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.post("/api/schedules/preview", this::preview);
  }

  private RouteResponse preview(ApiRequest call) {
    JsonInput body = call.body();
    int count = body.whole("count", 1, MAX_COUNT).or(DEFAULT_COUNT);
    Instant from = body.instant("from").or(time.nowMillis());
    var trigger = TriggerReader.read(body, List.of());
    body.end();
    Trigger valid = trigger.orElseThrow();
    return RouteResponse.ok(
        new Preview(
            valid.schedule().describe(call.locale()),
            Warnings.timetable(valid, ZoneOffset.UTC).upcoming(from, count),
            call.language().texts(Warnings.of(valid, ZoneOffset.UTC, from))));
  }

  @Schema("Timetable")
  private record Preview(String description, List<Instant> occurrences, List<String> warnings)
      implements ApiResponse {}
}
