package dev.tempo.server.forecast;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CronSyntaxException;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.Timetable;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.message.Messages;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * What a cron expression means, for everybody, where that is switched on: in words of each language
 * of schedules, and when it fires by each DST policy. It knows nothing of the server but what time
 * it is, reads no store, and finds a bounded number of instants.
 */
public final class PublicPreviewRoutes implements Feature {
  private static final int MAX_EXPRESSION = 200;
  private static final int DEFAULT_COUNT = 10;
  private static final int MAX_COUNT = 50;
  private static final int CLOCK_CHANGES = 2;
  private static final List<String> LANGUAGES = List.of("en", "es", "fr", "it");

  private final BooleanSupplier isOn;
  private final TimeSource time;

  /**
   * One.
   *
   * @param isOn whether it answers; asked each time
   */
  public PublicPreviewRoutes(BooleanSupplier isOn, TimeSource time) {
    this.isOn = isOn;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/public/preview", this::preview);
  }

  private RouteResponse preview(ApiRequest call) {
    if (!isOn.getAsBoolean()) {
      throw ApiException.notFound("page", "preview");
    }
    Dialect dialect =
        call.query()
            .parsed(
                "dialect",
                PublicPreviewRoutes::dialect,
                JsonValues.oneOf(Arrays.stream(Dialect.values()).map(Enum::name).toList()))
            .orElse(Dialect.OCPS);
    CronSchedule schedule = schedule(call, dialect);
    ZoneId zone =
        call.query()
            .parsed("timezone", ZoneId::of, message("api.allowed.zone"))
            .orElse(ZoneId.of("UTC"));
    int count = (int) call.query().whole("count", 1, MAX_COUNT, DEFAULT_COUNT);
    Instant from = call.query().instant("from").orElseGet(time::nowMillis);
    return RouteResponse.ok(preview(schedule, zone, from, count))
        .header("Cache-Control", "no-store");
  }

  private static CronSchedule schedule(ApiRequest call, Dialect dialect) {
    String expression =
        call.query()
            .text("expression")
            .orElseThrow(() -> ApiException.invalid("expression", message("api.value.missing")));
    if (expression.length() > MAX_EXPRESSION) {
      throw ApiException.invalid("expression", counted("api.value.maxCharacters", MAX_EXPRESSION));
    }
    try {
      return CronSchedule.parse(expression, dialect);
    } catch (CronSyntaxException e) {
      throw ApiException.invalid(
          List.of(new Violation("expression", Messages.of(e), OptionalInt.of(e.position()))));
    }
  }

  private static Dialect dialect(String name) {
    return Dialect.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Preview preview(CronSchedule schedule, ZoneId zone, Instant from, int count) {
    Map<String, String> words = new LinkedHashMap<>();
    LANGUAGES.forEach(
        language -> words.put(language, schedule.describe(Locale.forLanguageTag(language))));
    Timetable timetable = Timetable.of(schedule, zone);
    List<Policy> policies =
        Arrays.stream(DstPolicy.values())
            .map(dst -> new Policy(dst, timetable.withDst(dst).upcoming(from, count)))
            .toList();
    boolean never = schedule.firesAtStartup() || policies.getFirst().occurrences().isEmpty();
    return new Preview(
        schedule.expression(),
        schedule.dialect(),
        zone,
        words,
        policies,
        changes(zone, from),
        never);
  }

  private static List<Change> changes(ZoneId zone, Instant from) {
    List<Change> found = new ArrayList<>();
    ZoneOffsetTransition next = zone.getRules().nextTransition(from);
    while (next != null && found.size() < CLOCK_CHANGES) {
      found.add(Change.of(next));
      next = zone.getRules().nextTransition(next.getInstant());
    }
    return found;
  }

  /** What an expression means. */
  @Schema("PublicPreview")
  private record Preview(
      String expression,
      Dialect dialect,
      ZoneId timezone,
      Map<String, String> descriptions,
      List<Policy> policies,
      List<Change> clockChanges,
      boolean never)
      implements ApiResponse {}

  /** When it fires by a policy. */
  private record Policy(DstPolicy dst, List<Instant> occurrences) implements ApiResponse {}

  /** The clock is changed. */
  private record Change(Instant at, String offsetBefore, String offsetAfter)
      implements ApiResponse {

    static Change of(ZoneOffsetTransition transition) {
      return new Change(
          transition.getInstant(),
          ClockChange.text(transition.getOffsetBefore()),
          ClockChange.text(transition.getOffsetAfter()));
    }
  }
}
