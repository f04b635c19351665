package dev.tempo.server.forecast;

import dev.tempo.schedule.FollowCondition;
import dev.tempo.server.forecast.ForecastService.Answer;
import dev.tempo.server.forecast.ForecastService.Question;
import dev.tempo.server.forecast.PastCounts.What;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** What jobs will do and did in a span, cell by cell. */
@Schema("Forecast")
record ForecastResponse(
    @Unwrapped Frame frame,
    List<CellResponse> cells,
    List<RowResponse> rows,
    List<FollowerResponse> followers,
    List<FireResponse> runs,
    List<OverloadResponse> overloads,
    List<ClockChangeResponse> clockChanges,
    List<HistoryResponse> history,
    @Unwrapped Limits limits)
    implements ApiResponse {

  static ForecastResponse of(Question question, Answer answer, Locale locale) {
    ForecastSpan span = question.span();
    Forecast forecast = answer.forecast();
    return new ForecastResponse(
        new Frame(
            span.from(),
            question.now(),
            span.to(),
            span.zone(),
            span.step().name().toLowerCase(Locale.ROOT)),
        cells(question, answer),
        forecast.rows().stream().map(row -> RowResponse.of(row, locale)).toList(),
        answer.followers().stream().map(one -> FollowerResponse.of(one, locale)).toList(),
        forecast.fires().stream().map(FireResponse::of).toList(),
        forecast.overloads().stream().map(OverloadResponse::of).toList(),
        ClockChange.in(span, answer.planned()).stream().map(ClockChangeResponse::of).toList(),
        HistoryResponse.of(question, answer),
        new Limits(
            forecast.complete() && answer.knownUntil().isEmpty(),
            answer.knownUntil(),
            forecast.firesKnownUntil(),
            answer.past().flatMap(PastRuns.Past::knownFrom)));
  }

  private static List<CellResponse> cells(Question question, Answer answer) {
    ForecastSpan span = question.span();
    PastCounts sums = new PastCounts(span.cells());
    answer.past().ifPresent(past -> past.byJob().values().forEach(sums::add));
    return IntStream.range(0, span.cells())
        .mapToObj(
            cell -> {
              LocalDate date = span.dateOf(cell);
              long excluded =
                  answer.planned().stream()
                      .filter(one -> one.trigger().bounds().excludedDates().contains(date))
                      .count();
              return new CellResponse(
                  span.cellStart(cell),
                  span.cellStart(cell + 1),
                  date,
                  answer.forecast().rows().stream().mapToLong(row -> row.counts()[cell]).sum(),
                  excluded,
                  Outcome.of(sums, cell)
                      .filter(o -> span.cellStart(cell).isBefore(question.now())));
            })
        .toList();
  }

  /** Of what time. */
  record Frame(Instant from, Instant now, Instant to, ZoneId timezone, String step)
      implements ApiResponse {}

  /** How much of it is known. */
  record Limits(
      boolean complete,
      Optional<Instant> knownUntil,
      Optional<Instant> runsKnownUntil,
      Optional<Instant> historyKnownFrom)
      implements ApiResponse {}

  /** An hour or a day. */
  record CellResponse(
      Instant from,
      Instant to,
      LocalDate date,
      long coming,
      long excludedBy,
      Optional<Outcome> past)
      implements ApiResponse {}

  /** What became of what was planned. */
  record Outcome(int planned, int ran, int failed, int late, int missed, int skipped)
      implements ApiResponse {

    static Optional<Outcome> of(PastCounts counts, int cell) {
      return Optional.of(
          new Outcome(
              counts.of(What.PLANNED, cell),
              counts.of(What.RAN, cell),
              counts.of(What.FAILED, cell),
              counts.of(What.LATE, cell),
              counts.of(What.MISSED, cell),
              counts.of(What.SKIPPED, cell)));
    }
  }

  /** A trigger that fires. */
  record RowResponse(
      @Unwrapped Source source, @Unwrapped Rhythm rhythm, long total, List<Integer> counts)
      implements ApiResponse {

    static RowResponse of(Forecast.Row row, Locale locale) {
      return new RowResponse(
          Source.of(row.planned()),
          Rhythm.of(row, locale),
          row.total(),
          Arrays.stream(row.counts()).boxed().toList());
    }
  }

  record Source(UUID jobId, String jobName, UUID triggerId) implements ApiResponse {
    static Source of(PlannedTrigger planned) {
      return new Source(planned.job().id(), planned.job().name(), planned.trigger().id());
    }
  }

  /** How a trigger fires, and for how long its job then runs. */
  record Rhythm(
      String description,
      ZoneId timezone,
      Number jitterSeconds,
      boolean followsEnd,
      boolean frequent,
      @Unwrapped Queueing queueing)
      implements ApiResponse {

    static Rhythm of(Forecast.Row row, Locale locale) {
      PlannedTrigger planned = row.planned();
      return new Rhythm(
          row.trigger().schedule().describe(locale),
          planned.timetable().zone(),
          Json.seconds(planned.jitter()),
          planned.followsEnd(),
          row.isFrequent(),
          new Queueing(
              planned.job().queueing().queue(),
              planned.job().queueing().overlap().name(),
              row.overlaps(),
              planned.job().usual().map(Duration::toMillis)));
    }
  }

  record Queueing(String queue, String overlap, int overlaps, Optional<Long> usualMs)
      implements ApiResponse {}

  /** A job that runs after others, as often as these do. */
  record FollowerResponse(
      UUID jobId,
      String jobName,
      UUID triggerId,
      String description,
      List<UUID> jobs,
      FollowCondition condition,
      long total,
      List<Integer> counts)
      implements ApiResponse {

    static FollowerResponse of(Forecast.Follower follower, Locale locale) {
      return new FollowerResponse(
          follower.job().id(),
          follower.job().name(),
          follower.trigger().id(),
          follower.after().describe(locale),
          follower.after().jobs(),
          follower.after().condition(),
          follower.total(),
          Arrays.stream(follower.counts()).boxed().toList());
    }
  }

  /** A trigger fires. */
  record FireResponse(UUID jobId, UUID triggerId, Instant at, Instant scheduledFor)
      implements ApiResponse {

    static FireResponse of(Forecast.Fire fire) {
      return new FireResponse(
          fire.planned().job().id(), fire.planned().trigger().id(), fire.at(), fire.nominal());
    }
  }

  /** More of a queue than it lets run. */
  record OverloadResponse(
      Instant from, Instant to, String queue, int limit, int peak, List<UUID> jobIds, int jobs)
      implements ApiResponse {

    static OverloadResponse of(QueueOverload overload) {
      return new OverloadResponse(
          overload.from(),
          overload.until(),
          overload.queue().name(),
          overload.queue().limit(),
          overload.peak(),
          overload.jobs().ids(),
          overload.jobs().count());
    }
  }

  /** The clock is changed. */
  record ClockChangeResponse(
      ZoneId timezone, Instant at, String offsetBefore, String offsetAfter, int triggers)
      implements ApiResponse {

    static ClockChangeResponse of(ClockChange change) {
      return new ClockChangeResponse(
          change.zone(),
          change.at(),
          ClockChange.text(change.before()),
          ClockChange.text(change.after()),
          change.triggers());
    }
  }

  /** What became of what was planned of a job. */
  record HistoryResponse(UUID jobId, String jobName, List<PastCell> cells) implements ApiResponse {
    static List<HistoryResponse> of(Question question, Answer answer) {
      return answer.past().stream()
          .flatMap(
              past ->
                  past.byJob().entrySet().stream()
                      .map(
                          job ->
                              new HistoryResponse(
                                  job.getKey(),
                                  past.names().get(job.getKey()),
                                  cells(question.span(), job.getValue()))))
          .sorted((one, other) -> one.jobName().compareTo(other.jobName()))
          .toList();
    }

    private static List<PastCell> cells(ForecastSpan span, PastCounts counts) {
      return IntStream.range(0, span.cells())
          .filter(cell -> counts.of(What.PLANNED, cell) > 0)
          .mapToObj(cell -> new PastCell(cell, Outcome.of(counts, cell).orElseThrow()))
          .toList();
    }
  }

  /** What became of what was planned in a cell, which is named by its place. */
  record PastCell(int cell, @Unwrapped Outcome outcome) implements ApiResponse {}
}
