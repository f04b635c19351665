package dev.tempo.server.forecast;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Tempo;
import dev.tempo.server.forecast.ForecastService.Question;
import dev.tempo.server.forecast.ForecastSpan.Step;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunLists;
import dev.tempo.server.runs.UsualDurations;
import dev.tempo.time.TimeSource;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the jobs that a caller may see will do, and what became of what they should have done. */
public final class ForecastRoutes implements Feature {
  private static final int DEFAULT_DAYS = 7;
  private static final Duration LONGEST = Duration.ofDays(62);
  private static final Duration LONGEST_BY_HOURS = Duration.ofHours(8 * 24 + 1);
  private static final Instant EARLIEST = Instant.EPOCH.plus(Duration.ofDays(1));
  private static final Instant LATEST = Instant.parse("2199-01-01T00:00:00Z");

  /** What it takes at most, written and before. */
  private static final long BYTES = 16L << 20;

  private final ForecastService service;
  private final JobService jobs;
  private final TimeSource time;
  private final Supplier<ZoneId> zone;

  /**
   * Over an engine, for those who may see its jobs and runs.
   *
   * @param zone in whose days time is cut unless a request says otherwise
   */
  public ForecastRoutes(
      Tempo tempo, JobService jobs, Runs runs, TimeSource time, Supplier<ZoneId> zone) {
    RunLists lists = new RunLists(tempo.store().runs(), runs.access());
    this.service = new ForecastService(tempo, jobs, lists, runs.durations(), time);
    this.jobs = jobs;
    this.time = time;
    this.zone = zone;
  }

  /**
   * What is known of runs.
   *
   * @param access who may see them
   * @param durations how long they usually take
   */
  public record Runs(RunAccess access, UsualDurations durations) {}

  @Override
  public void register(Routes routes) {
    routes.get("/api/forecast", this::forecast);
  }

  private RouteResponse forecast(ApiRequest call) {
    Instant now = time.nowMillis();
    ForecastSpan span = span(call, now);
    Set<UUID> only =
        call.query().text("job").stream()
            .flatMap(text -> Arrays.stream(text.split(",")))
            .map(name -> jobs.index().resolve(name.trim(), call.caller()))
            .map(JobIndexEntry::id)
            .collect(Collectors.toSet());
    call.expect(BYTES);
    Question question = new Question(call.caller(), span, now, only);
    return RouteResponse.ok(ForecastResponse.of(question, service.answer(question), call.locale()));
  }

  private ForecastSpan span(ApiRequest call, Instant now) {
    ZoneId days =
        call.query()
            .parsed("timezone", ZoneId::of, message("api.allowed.zone"))
            .orElseGet(zone::get);
    Instant from =
        instant(call, "from", days)
            .orElseGet(() -> now.atZone(days).toLocalDate().atStartOfDay(days).toInstant());
    Instant to =
        instant(call, "to", days)
            .orElseGet(() -> from.atZone(days).plusDays(DEFAULT_DAYS).toInstant());
    Duration length = Duration.between(from, to);
    if (from.isBefore(EARLIEST)) {
      throw ApiException.invalid(
          "from", JsonValues.mustBe(message("api.forecast.years"), from.toString()));
    }
    if (length.compareTo(Duration.ofMinutes(1)) < 0
        || length.compareTo(LONGEST) > 0
        || to.isAfter(LATEST)) {
      throw ApiException.invalid(
          "to", JsonValues.mustBe(message("api.forecast.span"), to.toString()));
    }
    Step step =
        call.query()
            .parsed("step", ForecastRoutes::step, JsonValues.oneOf(List.of("hour", "day")))
            .orElse(length.compareTo(LONGEST_BY_HOURS) <= 0 ? Step.HOUR : Step.DAY);
    if (step == Step.HOUR && length.compareTo(LONGEST_BY_HOURS) > 0) {
      throw ApiException.invalid("step", message("api.forecast.hours"));
    }
    return ForecastSpan.of(from, to, days, step);
  }

  private static Optional<Instant> instant(ApiRequest call, String name, ZoneId days) {
    return call.query()
        .parsed(
            name,
            text ->
                text.contains("T")
                    ? JsonValues.instant(text)
                    : TimeBounds.instant(
                        "a day", LocalDate.parse(text).atStartOfDay(days).toInstant()),
            message("api.forecast.instant"));
  }

  private static Step step(String name) {
    return Step.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
