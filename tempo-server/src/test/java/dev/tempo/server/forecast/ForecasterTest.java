package dev.tempo.server.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.server.forecast.ForecastSpan.Step;
import dev.tempo.server.forecast.PlannedTrigger.PlannedJob;
import dev.tempo.store.TriggerState.Due;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forecasts, held against what an engine then runs, and by themselves. */
final class ForecasterTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  @ParameterizedTest
  @CsvSource({
    "2026-03-07T11:17:23.456Z, 2026-04-07T22:00:00Z, Europe/Paris, DAY",
    "2026-10-01T11:17:23.456Z, 2026-11-02T05:00:00Z, America/New_York, DAY",
    "2026-03-28T09:30:00Z, 2026-03-30T22:00:00Z, Australia/Lord_Howe, HOUR",
    "2026-09-05T12:00:00Z, 2026-10-05T00:00:00Z, America/Santiago, DAY"
  })
  void forecast_isWhatTheEngineThenRuns(String from, String to, String zone, Step step) {
    VirtualClock clock = VirtualClock.at(from);
    try (Tempo tempo =
        Tempo.builder()
            .timeSource(clock)
            .queue("default", 1_000)
            .handler("work", context -> {})
            .build()
            .start()) {
      List<Trigger> all = triggers(clock.instant());
      List<PlannedTrigger> planned = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        planned.addAll(saved(tempo, "Job " + i, all.get(i)));
      }
      ForecastSpan span =
          ForecastSpan.of(clock.instant(), Instant.parse(to), ZoneId.of(zone), step);
      Forecast forecast = new Forecaster(span, queue -> 1_000).of(planned);
      Map<UUID, List<Run>> ran = new HashMap<>();
      tempo.onEvent(
          event -> {
            if (event instanceof Event.RunFinished finished) {
              assertThat(finished.run().status()).isEqualTo(RunStatus.SUCCESS);
              UUID trigger = finished.run().request().origin().triggerId().orElseThrow();
              ran.computeIfAbsent(trigger, id -> new ArrayList<>()).add(finished.run());
            }
          });
      clock.advanceTo(Instant.parse(to).minusMillis(1));

      assertThat(forecast.complete()).isTrue();
      Map<UUID, int[]> counts = new HashMap<>();
      forecast.rows().forEach(row -> counts.put(row.trigger().id(), row.counts()));
      for (PlannedTrigger trigger : planned) {
        UUID id = trigger.trigger().id();
        int[] expected = new int[span.cells()];
        ran.getOrDefault(id, List.of())
            .forEach(
                run -> expected[span.cellOf((int) span.minuteOf(run.queuedAt().toEpochMilli()))]++);
        assertThat(counts.getOrDefault(id, new int[span.cells()]))
            .as(trigger.trigger().toString())
            .isEqualTo(expected);
      }
      for (Forecast.Row row : forecast.rows()) {
        if (!row.isFrequent()) {
          UUID id = row.trigger().id();
          Instant end = forecast.firesKnownUntil().orElse(span.to());
          assertThat(
                  forecast.fires().stream()
                      .filter(fire -> fire.planned().trigger().id().equals(id))
                      .map(fire -> fire.at() + " " + fire.nominal()))
              .as(row.trigger().toString())
              .containsExactlyElementsOf(
                  ran.get(id).stream()
                      .filter(run -> run.queuedAt().isBefore(end))
                      .map(run -> run.queuedAt() + " " + run.scheduledFor().orElseThrow())
                      .toList());
        }
      }
      assertThat(forecast.fires()).hasSizeGreaterThan(100);
    }
  }

  /** What is odd: changes of the clock, bounds, days left out, jitter, seconds, rare days. */
  private static List<Trigger> triggers(Instant now) {
    List<Trigger> all = new ArrayList<>();
    for (String zone :
        List.of(
            "Europe/Paris",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Santiago",
            "Africa/Cairo",
            "Asia/Kathmandu")) {
      for (DstPolicy dst : DstPolicy.values()) {
        for (String expression :
            List.of("30 2 * * *", "*/20 15 0,2 * * *", "0 */3 * * *", "10,50 1-3 * * *")) {
          all.add(Trigger.cron(expression).withZone(ZoneId.of(zone)).withDst(dst));
        }
      }
    }
    Trigger late = Trigger.cron("*/30 50 23 * * *").withZone(PARIS);
    all.add(late.withJitter(Duration.ofMinutes(90)));
    all.add(late.withId(Ids.next()).withJitter(Duration.ofDays(3)));
    all.add(Trigger.cron("0 9 * * MON-FRI").withEnd(now.plus(Duration.ofDays(9))));
    all.add(Trigger.cron("5 * * * *").withStart(now.plus(Duration.ofMinutes(200))));
    all.add(
        Trigger.cron("*/7 * * * *")
            .withZone(PARIS)
            .withExcludedDates(Set.of(LocalDate.parse("2026-03-29"), LocalDate.parse("2026-10-26")))
            .withJitter(Duration.ofMinutes(20)));
    List.of("0 12 LW * *", "0 12 15W * *", "0 9 * * TUE#3", "0 9 * * FRI#L", "0 0 31 2 *")
        .forEach(expression -> all.add(Trigger.cron(expression)));
    CalendarSchedule calendar =
        CalendarSchedule.builder().hours(List.of(2, 3)).weekdays(List.of(0, 6)).build();
    all.add(Trigger.of(calendar).withZone(PARIS));
    all.add(Trigger.every(Duration.ofMinutes(7)).withJitter(Duration.ofSeconds(100)));
    all.add(Trigger.every(Duration.ofSeconds(100)).withEnd(now.plus(Duration.ofHours(31))));
    all.add(Trigger.every(Duration.ofMillis(17_001)).withEnd(now.plus(Duration.ofHours(5))));
    all.add(
        Trigger.of(IntervalSchedule.fixedRate(Duration.ofHours(5), now.plusMillis(777)))
            .withZone(PARIS)
            .withExcludedDates(
                Set.of(LocalDate.parse("2026-03-30"), LocalDate.parse("2026-10-25"))));
    all.add(
        Trigger.at(now.plus(Duration.ofHours(30)).plusMillis(321)).withJitter(Duration.ofHours(2)));
    all.add(Trigger.afterEach(Duration.ofHours(3)));
    all.add(Trigger.afterEach(Duration.ofMinutes(4)).withJitter(Duration.ofSeconds(30)));
    all.add(Trigger.atStartup());
    return all;
  }

  private static List<PlannedTrigger> saved(Tempo tempo, String name, Trigger trigger) {
    Job job =
        tempo.save(
            Job.named(name)
                .task(Task.handler("work"))
                .policy(JobPolicy.DEFAULT.withOverlap(OverlapPolicy.ALLOW))
                .trigger(trigger)
                .build());
    PlannedJob planned = PlannedJob.of(ScheduledJob.of(job), Optional.empty());
    return tempo.store().triggers().findByJob(job.id()).stream()
        .filter(state -> state.next().isPresent())
        .map(state -> new PlannedTrigger(planned, trigger, state.next().get()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"ALLOW, 2, 3", "QUEUE, 2, 2", "SKIP, 2, 2", "REPLACE, 2, 2"})
  void jobThatMeetsItself_isCountedByItsPolicy(OverlapPolicy policy, int overlaps, int most) {
    Instant from = Instant.parse("2026-06-01T00:00:00Z");
    ForecastSpan span =
        ForecastSpan.of(from, from.plus(Duration.ofHours(3)), ZoneId.of("UTC"), Step.HOUR);
    PlannedTrigger slow = planned("slow", "0,10,20 1 * * *", policy, Duration.ofMinutes(25), from);
    PlannedTrigger other = planned("other", "5,15,25 1 * * *", policy, Duration.ofMinutes(1), from);
    Forecast forecast = new Forecaster(span, queue -> 1).of(List.of(slow, other));
    assertThat(forecast.rows().getFirst().overlaps()).isEqualTo(overlaps);
    assertThat(forecast.rows().getLast().overlaps()).isZero();
    int peak = forecast.overloads().stream().mapToInt(QueueOverload::peak).max().orElseThrow();
    assertThat(peak).isEqualTo(most);
    assertThat(forecast.overloads().getFirst().jobs().count()).isEqualTo(2);
  }

  @Test
  void runThatWaits_runsWhenItsTurnComes() {
    Instant from = Instant.parse("2026-06-01T00:00:00Z");
    ForecastSpan span =
        ForecastSpan.of(from, from.plus(Duration.ofHours(3)), ZoneId.of("UTC"), Step.HOUR);
    PlannedTrigger slow =
        planned("slow", "0,10,20 1 * * *", OverlapPolicy.QUEUE, Duration.ofMinutes(25), from);
    PlannedTrigger late =
        planned("late", "49,51 1 * * *", OverlapPolicy.QUEUE, Duration.ofMinutes(1), from);
    List<QueueOverload> found =
        new Forecaster(span, queue -> 1).of(List.of(slow, late)).overloads();
    assertThat(found)
        .extracting(QueueOverload::from, QueueOverload::until)
        .containsExactly(
            tuple(Instant.parse("2026-06-01T01:49:00Z"), Instant.parse("2026-06-01T01:50:00Z")));
  }

  @ParameterizedTest
  @CsvSource({"*/5 * * * *, true", "15 */4 * * *, false", "*/30 * * * *, false"})
  void frequentIs_whatFiresOftenInTheDaysToCome(String expression, boolean frequent) {
    Instant now = Instant.parse("2026-11-30T10:43:00Z");
    ForecastSpan month =
        ForecastSpan.of(
            Instant.parse("2026-11-01T00:00:00Z"),
            Instant.parse("2026-12-06T00:00:00Z"),
            ZoneId.of("UTC"),
            Step.DAY);
    PlannedTrigger trigger =
        planned("job", expression, OverlapPolicy.ALLOW, Duration.ofSeconds(1), now);
    Forecast forecast = new Forecaster(month, queue -> 1).of(List.of(trigger));
    assertThat(forecast.rows().getFirst().isFrequent()).isEqualTo(frequent);
    assertThat(forecast.fires().isEmpty()).isEqualTo(frequent);
  }

  private static PlannedTrigger planned(
      String name, String expression, OverlapPolicy policy, Duration usual, Instant now) {
    Trigger trigger = Trigger.cron(expression);
    PlannedJob job =
        new PlannedJob(
            UUID.randomUUID(),
            name,
            ZoneId.of("UTC"),
            new PlannedTrigger.Queueing("default", policy),
            Optional.of(usual));
    Instant next = trigger.schedule().next(now, ZoneId.of("UTC")).orElseThrow();
    return new PlannedTrigger(job, trigger, new Due(next, next));
  }
}
