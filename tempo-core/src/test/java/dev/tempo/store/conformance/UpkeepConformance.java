package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tempo.Job;
import dev.tempo.RetentionPolicy;
import dev.tempo.RetentionPolicy.OfJob;
import dev.tempo.RetentionReport;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.Change;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricBucket.Counts;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSamples;
import dev.tempo.store.Store;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine counts and clears away on a store, in virtual time. */
public abstract class UpkeepConformance {
  private static final UUID ENGINE = new UUID(1, 2);
  private static final Duration FOREVER = Duration.ofDays(36_525);

  private final Runs make = new Runs();
  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private Store store;
  private Tempo tempo;

  /** An empty store. */
  protected abstract Store open();

  @BeforeEach
  void startEngine() {
    store = open();
    tempo = start();
  }

  @AfterEach
  void closeEngine() {
    tempo.close();
    store.close();
  }

  @Test
  void runs_areCountedAsTimePasses() {
    Job job = tempo.save(every10Minutes("j"));
    clock.advance(Duration.ofHours(2).plusMinutes(2));

    List<MetricBucket> hours = tempo.runStatistics(job.id(), Duration.ofDays(7));
    assertThat(hours)
        .extracting(MetricBucket::counts)
        .containsExactly(new Counts(5, 5, 0), new Counts(6, 6, 0), new Counts(1, 1, 0));
    List<MetricBucket> days = tempo.runStatistics(job.id(), Duration.ofDays(30));
    assertThat(days).hasSize(1).allMatch(day -> day.period() == MetricPeriod.DAILY);
    assertThat(days.getFirst().counts().runs()).isEqualTo(12);
  }

  @Test
  void runsThatWereNotCountedBeforeACrash_areCountedOnce() {
    Job job = tempo.save(every10Minutes("j"));
    clock.advance(Duration.ofMinutes(10));
    assertThat(total(job)).isZero();
    crash();
    assertThat(total(job)).isEqualTo(1);

    clock.advance(Duration.ofMinutes(10).plusSeconds(59));
    crash();
    crash();
    assertThat(total(job)).isEqualTo(2);
  }

  @Test
  void idleEngine_doesNothing() {
    clock.advance(Duration.ofDays(365));
    assertThat(clock.instant()).isEqualTo("2027-03-28T12:00:00Z");
  }

  @Test
  void retention_deletesWhatIsOld_byWhoStartedIt() {
    Job job = make.job("j");
    Run old = ended(job, 20, RunStatus.SUCCESS);
    Run adas = ended(job, 20, Optional.of("ada"));
    Run young = ended(job, 9, Optional.of("bob"));
    RetentionPolicy policy =
        run ->
            run.request().origin().startedBy().equals(Optional.of("ada"))
                ? Duration.ofDays(90)
                : Duration.ofDays(10);

    assertThat(tempo.purgeRuns(policy)).isEqualTo(new RetentionReport(1, 0));
    assertThat(left(job)).containsExactly(adas.id(), young.id());
    assertThat(store.runs().find(old.id())).isEmpty();
  }

  @Test
  void retentionOfSome_leavesOthers_endsWhereItMust_andTellsWhatWent() {
    Job job = make.job("j");
    Run others = ended(job, 40, Optional.of("bob"));
    List<Run> adas =
        IntStream.range(0, 5).mapToObj(i -> ended(job, 30 - i, Optional.of("ada"))).toList();
    Run young = ended(job, 1, Optional.of("ada"));
    List<UUID> told = new ArrayList<>();
    Subscription listening =
        tempo.onEvent(
            event -> {
              if (event instanceof Event.RunsDeleted deleted) {
                told.addAll(deleted.runIds());
              }
            });
    RetentionPolicy policy = RetentionPolicy.of(Duration.ofDays(10), Integer.MAX_VALUE);
    RunQuery among = RunQuery.ALL.withStartedBy("ada").withOrder(RunQuery.Order.OLDEST_FIRST);
    assertThat(tempo.purgeRuns(policy, among, 3)).isEqualTo(new RetentionReport(3, 0, false));
    assertThat(left(job)).hasSize(4).doesNotContain(adas.get(0).id(), adas.get(2).id());
    assertThat(tempo.purgeRuns(policy, among, 3)).isEqualTo(new RetentionReport(2, 0, true));
    listening.close();
    assertThat(left(job)).containsExactlyInAnyOrder(others.id(), young.id());
    assertThat(told).containsExactlyElementsOf(adas.stream().map(Run::id).toList());
  }

  @Test
  void retention_forgetsDecisionsAfter400Days() {
    Job job = tempo.save(every10Minutes("j"));
    clock.jump(Duration.ofHours(2));
    tempo.setEnabled(job.id(), false);
    clock.advance(Duration.ofDays(399));
    tempo.purgeRuns(RetentionPolicy.DEFAULT);
    Instant then = Instant.parse("2026-03-28T12:00:00Z");
    assertThat(store.decisions().entries(job.id(), then, clock.instant(), 10)).hasSize(1);

    clock.advance(Duration.ofDays(2));
    tempo.purgeRuns(RetentionPolicy.DEFAULT);
    assertThat(store.decisions().entries(job.id(), then, clock.instant(), 10)).isEmpty();
  }

  @Test
  void retention_keepsTheNewestOfEachJob_andSkippedOnesDoNotCount() {
    Job job = make.job("j");
    Job other = make.job("other");
    ended(other, 9, RunStatus.SUCCESS);
    ended(job, 8, RunStatus.SKIPPED);
    ended(job, 7, RunStatus.SUCCESS);
    Run second = ended(job, 6, RunStatus.FAILURE);
    Run skipped = ended(job, 5, RunStatus.SKIPPED);
    Run newest = ended(job, 4, RunStatus.SUCCESS);
    Run skippedToo = ended(job, 3, RunStatus.SKIPPED);

    assertThat(tempo.purgeRuns(RetentionPolicy.of(FOREVER, 2)).runs()).isEqualTo(2);
    assertThat(left(job)).containsExactly(second.id(), skipped.id(), newest.id(), skippedToo.id());
    assertThat(left(other)).hasSize(1);
  }

  @Test
  void jobsOwnSettings_win() {
    Job brief = make.job("brief");
    Job lasting = make.job("lasting");
    for (int day = 20; day > 10; day--) {
      ended(brief, day, RunStatus.SUCCESS);
      ended(lasting, day, RunStatus.SUCCESS);
    }
    Map<UUID, OfJob> settings =
        Map.of(
            brief.id(), new OfJob(Optional.of(FOREVER), OptionalInt.of(3)),
            lasting.id(), new OfJob(Optional.of(FOREVER), OptionalInt.empty()));
    RetentionPolicy policy =
        RetentionPolicy.of(Duration.ofDays(1), 5)
            .withJobs(id -> Optional.ofNullable(settings.get(id)));
    tempo.purgeRuns(policy);

    assertThat(left(brief)).hasSize(3);
    assertThat(left(lasting)).hasSize(5);
  }

  @Test
  void runsThatHaveNotEnded_areAlwaysKept() {
    Job job = tempo.save(every10Minutes("j"));
    tempo.pauseQueue("default");
    UUID queued = tempo.run(job.id()).id();
    Run running = make.queued(job).withStarted(Run.JobRef.of(job), Runs.NOON);
    store.commit(List.of(new Change.AddRun(running, ENGINE)));
    clock.jump(Duration.ofDays(400));

    assertThat(tempo.purgeRuns(RetentionPolicy.of(Duration.ZERO, 0)).runs()).isZero();
    assertThat(left(job)).contains(queued, running.id());
  }

  @Test
  void retention_takesLogsAndSamplesAlong_andSumsStay() {
    Job job = tempo.save(every10Minutes("j"));
    clock.advance(Duration.ofHours(50).plusMinutes(2));
    List<MetricBucket> before = tempo.runStatistics(job.id(), Duration.ofDays(7));
    UUID oldest = left(job).getFirst();
    store
        .metrics()
        .add(List.of(new RunSamples(oldest, List.of(new ResourceSample(Runs.NOON, 1, 1, 1)))));
    assertThat(store.logs().totals().logs()).isEqualTo(300);
    RetentionReport report = tempo.purgeRuns(RetentionPolicy.of(FOREVER, 10));

    assertThat(report).isEqualTo(new RetentionReport(290, 290));
    assertThat(left(job)).hasSize(10).doesNotContain(oldest);
    assertThat(store.logs().totals().logs()).isEqualTo(10);
    assertThat(store.metrics().samples(oldest, Instant.EPOCH, 1)).isEmpty();
    assertThat(tempo.runStatistics(job.id(), Duration.ofDays(7))).isEqualTo(before);
    assertThat(tempo.purgeRuns(RetentionPolicy.of(FOREVER, 10)))
        .isEqualTo(new RetentionReport(0, 0));
  }

  @Test
  void logThatWasLeftUnfinished_goesWithItsRun() {
    Job job = make.job("j");
    Run lost = ended(job, 20, RunStatus.LOST);
    RunLogInfo key = new RunLogInfo(lost.id(), job.id(), Optional.empty(), Runs.NOON);
    try (RunLogService logs = RunLogService.builder(store.logs(), clock).build()) {
      logs.open(key).write(LogLine.Stream.STDOUT, "the last words");
    }
    assertThat(store.logs().totals().logs()).isEqualTo(1);

    assertThat(tempo.purgeRuns(RetentionPolicy.DEFAULT.withJobs(id -> gone())))
        .isEqualTo(new RetentionReport(1, 1));
    assertThat(store.logs().totals().logs()).isZero();
  }

  @Test
  void dailyRetention_comesAtItsTime_untilItIsClosed() {
    Job job = tempo.save(every10Minutes("j"));
    Subscription daily =
        tempo.schedulePurge(
            RetentionPolicy.of(FOREVER, 1), LocalTime.of(2, 30), ZoneId.of("Europe/Paris"));
    clock.advanceTo(Instant.parse("2026-03-29T01:25:00Z"));
    assertThat(left(job)).hasSize(6 * 13 + 2);
    clock.advanceTo(Instant.parse("2026-03-29T01:35:00Z")); // 02:30 is 03:30 on this day
    assertThat(left(job)).hasSize(2);
    clock.advanceTo(Instant.parse("2026-03-30T00:31:00Z"));
    assertThat(left(job).size()).isLessThan(3);
    daily.close();
    clock.advance(Duration.ofDays(1));
    assertThat(left(job)).hasSizeGreaterThan(100);
  }

  @Test
  void dailyRetention_doesNotBelieveAClockThatIsYearsAheadForAMoment() {
    Job job = make.job("j");
    Run old = ended(job, 1, Optional.empty());
    tempo.schedulePurge(
        RetentionPolicy.of(Duration.ofDays(30), 10), LocalTime.of(2, 30), ZoneId.of("UTC"));
    for (int minutes = 0; minutes < 120; minutes += 10) {
      clock.jump(Duration.ofDays(3653));
      clock.advance(Duration.ofMinutes(5));
      clock.jump(Duration.ofDays(-3653));
      clock.advance(Duration.ofMinutes(5));
    }
    assertThat(left(job)).contains(old.id());

    clock.jump(Duration.ofDays(40));
    clock.advance(Duration.ofHours(2));
    assertThat(left(job)).isEmpty();
  }

  @Test
  void negativeRetention_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetentionPolicy.of(FOREVER, -1))
        .withMessageContaining("got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetentionPolicy.of(Duration.ofDays(-2), 1));
  }

  private static Optional<OfJob> gone() {
    return Optional.of(new OfJob(Optional.of(Duration.ZERO), OptionalInt.empty()));
  }

  private Run ended(Job job, int daysAgo, RunStatus status) {
    return ended(job, daysAgo, status, Optional.empty());
  }

  private Run ended(Job job, int daysAgo, Optional<String> startedBy) {
    return ended(job, daysAgo, RunStatus.SUCCESS, startedBy);
  }

  private Run ended(Job job, int daysAgo, RunStatus status, Optional<String> startedBy) {
    Instant at = Runs.NOON.minus(Duration.ofDays(daysAgo));
    RunRequest request = RunRequest.first(RunOrigin.request(RunCause.MANUAL, startedBy), Map.of());
    Run run = make.run(job, at, request).withFinished(status, at, RunResult.NONE);
    store.commit(List.of(new Change.AddRun(run, ENGINE)));
    return run;
  }

  /** The ids of a job's runs, the oldest first. */
  private List<UUID> left(Job job) {
    return store
        .runs()
        .list(RunQuery.ALL.withJob(job.id()).withLimit(1_000))
        .runs()
        .reversed()
        .stream()
        .map(Run::id)
        .toList();
  }

  private Tempo start() {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("talk", context -> context.log("done"))
        .build()
        .start();
  }

  private void crash() {
    clock.detachAll();
    tempo = start();
  }

  private long total(Job job) {
    return tempo.runStatistics(job.id(), Duration.ofDays(1)).stream()
        .mapToLong(bucket -> bucket.counts().runs())
        .sum();
  }

  private static Job every10Minutes(String name) {
    return Job.named(name).task(Task.handler("talk")).trigger(Trigger.cron("*/10 * * * *")).build();
  }
}
