package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunType;
import dev.tempo.RunUsage;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.Change;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricBucket.Counts;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.MetricStore;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSamples;
import dev.tempo.store.Store;
import dev.tempo.task.ScriptText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the metrics of every {@link Store} must do. */
public abstract class MetricStoreConformance extends StoreConformance {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private MetricStore metrics;

  @BeforeEach
  void openMetrics() {
    metrics = store.metrics();
  }

  @Test
  void samples_areReadAsTheyWere_inOrder_byPages() {
    UUID run = make.id();
    List<ResourceSample> hour = samples(NOON, 1_800);
    for (int from = 0; from < hour.size(); from += 45) {
      metrics.add(List.of(new RunSamples(run, hour.subList(from, from + 45))));
    }
    assertThat(metrics.samples(run, Instant.EPOCH, 10_000)).isEqualTo(hour);

    List<ResourceSample> paged = new ArrayList<>();
    List<ResourceSample> page = metrics.samples(run, NOON, 7);
    while (!page.isEmpty()) {
      paged.addAll(page);
      page = metrics.samples(run, page.getLast().at().plusMillis(1), 7);
    }
    assertThat(paged).isEqualTo(hour);
  }

  @Test
  void samplesOfOneRun_areNotThoseOfAnother() {
    UUID one = make.id();
    UUID other = make.id();
    metrics.add(
        List.of(new RunSamples(one, samples(NOON, 3)), new RunSamples(other, samples(NOON, 2))));

    assertThat(metrics.samples(one, Instant.EPOCH, 10)).hasSize(3);
    assertThat(metrics.samples(other, Instant.EPOCH, 10)).hasSize(2);
    assertThat(metrics.samples(make.id(), Instant.EPOCH, 10)).isEmpty();
  }

  @Test
  void samplesAddedTwice_areThereOnce() {
    RunSamples samples = new RunSamples(make.id(), samples(NOON, 50));
    metrics.add(List.of(samples));
    metrics.add(List.of(samples));

    assertThat(metrics.samples(samples.runId(), Instant.EPOCH, 100)).isEqualTo(samples.samples());
  }

  @Test
  void extremeSamples_areKept() {
    RunSamples samples =
        new RunSamples(
            make.id(),
            List.of(
                new ResourceSample(NOON, 0, 0, 0),
                new ResourceSample(NOON.plusMillis(1), 12_800.25, Long.MAX_VALUE / 4, 30_000),
                new ResourceSample(NOON.plusSeconds(86_400), 0.01, 1, 1)));
    metrics.add(List.of(samples));

    assertThat(metrics.samples(samples.runId(), Instant.EPOCH, 9)).isEqualTo(samples.samples());
  }

  @Test
  void unsavedRun_isNotCounted_neitherWhenItEndsNorWhenItIsDeleted() {
    Job job = make.job("j");
    ScriptText text = new ScriptText(ScriptText.Language.SHELL, "true");
    for (int i = 0; i < 2; i++) {
      Run run =
          make.run(job, NOON, make.queued(job).request().withScript(text))
              .withStarted(Run.JobRef.of(job), NOON);
      store.commit(List.of(new Change.AddRun(run, ENGINE)));
      finish(run, MINUTE, RunUsage.NONE);
      if (i == 0) {
        rollUp();
      }
      delete(run);
    }
    process(job, NOON, RunStatus.SUCCESS);
    rollUp();
    assertThat(total(job)).isEqualTo(1);
  }

  @Test
  void service_isNotCounted() {
    Job job = make.job("j");
    RunRequest request =
        make.queued(job).request().withAttributes(RunAttributes.DEFAULT.withType(RunType.SERVICE));
    Run run = make.run(job, NOON, request).withStarted(Run.JobRef.of(job), NOON);
    store.commit(List.of(new Change.AddRun(run, ENGINE)));
    finish(run, MINUTE, RunUsage.NONE);
    process(job, NOON, RunStatus.SUCCESS);
    rollUp();
    assertThat(total(job)).isEqualTo(1);
  }

  @Test
  void noSamples_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RunSamples(make.id(), List.of()));
  }

  @Test
  void deletedRun_takesItsSamplesWithIt_andAnUnfinishedOneKeepsThem() {
    Job job = make.job("j");
    Run ended = process(job, NOON, RunStatus.SUCCESS);
    Run running = started(job, NOON);
    metrics.add(
        List.of(
            new RunSamples(ended.id(), samples(NOON, 3)),
            new RunSamples(running.id(), samples(NOON, 3))));
    store.commit(List.of(new Change.DeleteRuns(List.of(ended.id(), running.id()))));

    assertThat(metrics.samples(ended.id(), Instant.EPOCH, 10)).isEmpty();
    assertThat(metrics.samples(running.id(), Instant.EPOCH, 10)).hasSize(3);
  }

  @Test
  void endedRuns_areSummedUpByTheHourAndTheDay() {
    Job job = make.job("j");
    process(job, NOON, RunStatus.SUCCESS);
    process(job, NOON.plus(MINUTE), RunStatus.FAILURE);
    process(job, NOON.plus(MINUTE), RunStatus.TIMEOUT);
    process(job, NOON.plus(MINUTE), RunStatus.CANCELLED);
    process(job, NOON.plus(Duration.ofHours(2)), RunStatus.SUCCESS);
    process(job, NOON.plus(Duration.ofDays(1)), RunStatus.LOST);
    rollUp();

    List<MetricBucket> hours = hours(job);
    assertThat(hours).allMatch(bucket -> bucket.period() == MetricPeriod.HOURLY);
    assertThat(hours)
        .extracting(MetricBucket::start)
        .containsExactly(NOON, NOON.plusSeconds(7_200), NOON.plusSeconds(86_400));
    assertThat(hours)
        .extracting(MetricBucket::counts)
        .containsExactly(new Counts(4, 1, 2), new Counts(1, 1, 0), new Counts(1, 0, 1));
    assertThat(days(job))
        .extracting(MetricBucket::start)
        .containsExactly(
            Instant.parse("2026-03-28T00:00:00Z"), Instant.parse("2026-03-29T00:00:00Z"));
    assertThat(days(job))
        .extracting(MetricBucket::counts)
        .containsExactly(new Counts(5, 2, 2), new Counts(1, 0, 1));
    assertThat(hours(make.job("other"))).isEmpty();
  }

  @Test
  void sums_tellAverageAndMostOfProcesses_andHandlersOnlyTakeTime() {
    Job job = make.job("j");
    Run sampled = started(job, NOON);
    metrics.add(
        List.of(
            new RunSamples(
                sampled.id(),
                List.of(
                    new ResourceSample(NOON, 10, 100, 1),
                    new ResourceSample(NOON.plusSeconds(2), 10, 300, 1)))));
    finish(sampled, Duration.ofSeconds(10), new RunUsage(Duration.ofSeconds(5), 900, 80, 1, 1));
    Run brief = started(job, NOON);
    finish(brief, Duration.ofSeconds(30), new RunUsage(Duration.ofSeconds(15), 1_000, 150, 1, 1));
    Run handler = started(job, NOON);
    finish(handler, Duration.ofSeconds(20), RunUsage.NONE);
    rollUp();

    MetricBucket bucket = hours(job).getFirst();
    assertThat(bucket.averageDuration()).isEqualTo(Duration.ofSeconds(20));
    assertThat(bucket.usage().averageCpuPercent()).isEqualTo(50, within(0.001));
    assertThat(bucket.usage().maxCpuPercent()).isEqualTo(150);
    assertThat(bucket.usage().averageMemoryBytes()).isEqualTo((200 + 1_000) / 2);
    assertThat(bucket.usage().maxMemoryBytes()).isEqualTo(1_000);
  }

  @Test
  void runsThatNeverStarted_areNotCounted() {
    Job job = make.job("j");
    Run skipped = make.queued(job).withFinished(RunStatus.SKIPPED, NOON, RunResult.NONE);
    Run queued = make.queued(job);
    store.commit(List.of(new Change.AddRun(skipped, ENGINE), new Change.AddRun(queued, ENGINE)));
    rollUp();
    store.commit(
        List.of(
            new Change.FinishRun(queued.withFinished(RunStatus.CANCELLED, NOON, RunResult.NONE))));
    rollUp();

    assertThat(hours(job)).isEmpty();
  }

  @Test
  void eachRun_isCountedOnce_howeverLongItTook_andHoweverOftenIsAsked() {
    Job job = make.job("j");
    Run old = started(job, NOON);
    process(job, NOON, RunStatus.SUCCESS);
    rollUp();
    rollUp();
    assertThat(total(job)).isEqualTo(1);

    process(job, NOON.plus(MINUTE), RunStatus.SUCCESS);
    finish(old, Duration.ofMinutes(5), RunUsage.NONE);
    rollUp();
    rollUp();
    assertThat(total(job)).isEqualTo(3);

    finish(old, Duration.ofMinutes(9), RunUsage.NONE);
    rollUp();
    assertThat(total(job)).isEqualTo(3);
  }

  @Test
  void runThatEndsWhenTheClockWasSetBack_isCounted() {
    Job job = make.job("j");
    process(job, NOON, RunStatus.SUCCESS);
    rollUp();
    Run run = started(job, NOON.plus(MINUTE));
    finish(run, Duration.ofHours(-3), RunUsage.NONE);
    rollUp();

    assertThat(total(job)).isEqualTo(2);
    assertThat(hours(job).getFirst().start()).isEqualTo(NOON.minus(Duration.ofHours(3)));
    assertThat(hours(job).getFirst().averageDuration()).isZero();
  }

  @Test
  void runThatIsDeletedBeforeItWasCounted_isCountedOnce() {
    Job job = make.job("j");
    Run open = started(job, NOON);
    rollUp();
    finish(open, MINUTE, RunUsage.NONE);
    Run fresh = process(job, NOON, RunStatus.FAILURE);
    Run counted = process(make.job("other"), NOON, RunStatus.SUCCESS);
    delete(open, fresh);
    delete(open, fresh, counted);
    rollUp();

    assertThat(hours(job)).extracting(MetricBucket::counts).containsExactly(new Counts(2, 1, 1));
  }

  @Test
  void runThatWasLost_countsAsWhatItIsInTruth_whetherItWasCountedBeforeOrNot() {
    Job job = make.job("j");
    for (boolean isCounted : List.of(true, false)) {
      process(job, NOON, RunStatus.LOST);
      Run lost = process(job, NOON.plus(Duration.ofHours(1)), RunStatus.LOST);
      Run ended = process(job, NOON, RunStatus.SUCCESS);
      if (isCounted) {
        rollUp();
      }
      RunUsage usage = new RunUsage(Duration.ofSeconds(3), 1_000, 50, 7, 70);
      RunResult result =
          new RunResult(OptionalInt.of(0), Optional.empty(), Optional.empty(), usage, 1);
      Instant end = lost.startedAt().orElseThrow().plusSeconds(6);
      Run corrected = lost.withFinished(RunStatus.SUCCESS, end, result);
      Run refused = ended.withFinished(RunStatus.FAILURE, NOON, RunResult.NONE);
      List<Change> changes =
          List.of(new Change.CorrectRun(corrected), new Change.CorrectRun(refused));
      store.commit(changes);
      store.commit(changes);
      assertThat(store.runs().find(lost.id())).contains(corrected);
      assertThat(store.runs().find(ended.id()).map(Run::status)).contains(RunStatus.SUCCESS);
      RunQuery all = RunQuery.ALL.withJob(job.id());
      assertThat(store.runs().list(all.withStatus(RunStatus.LOST)).runs())
          .isNotEmpty()
          .doesNotContain(lost, corrected);
      assertThat(store.runs().list(all.withStatus(RunStatus.SUCCESS)).runs()).contains(corrected);
      assertThat(store.runs().list(all).runs()).contains(corrected);
      rollUp();
    }
    for (List<MetricBucket> sums : List.of(hours(job), days(job))) {
      assertThat(sums.stream().mapToLong(sum -> sum.counts().runs()).sum()).isEqualTo(6);
      assertThat(sums.stream().mapToLong(sum -> sum.counts().successes()).sum()).isEqualTo(4);
      assertThat(sums.stream().mapToLong(sum -> sum.counts().failures()).sum()).isEqualTo(2);
    }
    MetricBucket hour = hours(job).getLast();
    assertThat(hour.counts()).isEqualTo(new Counts(2, 2, 0));
    assertThat(hour.averageDuration()).isEqualTo(Duration.ofSeconds(6));
    assertThat(hour.usage().maxMemoryBytes()).isEqualTo(1_000);
  }

  @Test
  void manyRuns_areCountedInSteps() {
    Job job = make.job("j");
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      Run run = make.queued(job).withStarted(Run.JobRef.of(job), NOON);
      changes.add(
          new Change.AddRun(
              i % 2 == 0 ? run : run.withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE),
              ENGINE));
    }
    store.commit(changes);
    rollUp();
    assertThat(total(job)).isEqualTo(2_500);

    for (Change change : changes) {
      Run run = ((Change.AddRun) change).run();
      store.commit(
          List.of(new Change.FinishRun(run.withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE))));
      if (run.id().getLeastSignificantBits() % 500 == 0) {
        rollUp();
      }
    }
    rollUp();
    assertThat(total(job)).isEqualTo(5_000);
  }

  @Test
  void span_isShownByTheHourUpToSevenDays_andByTheDayBeyond() {
    Job job = make.job("j");
    Instant now = NOON.plus(Duration.ofDays(10)).plus(MINUTE);
    for (int day = 0; day <= 10; day++) {
      process(job, NOON.plus(Duration.ofDays(day)), RunStatus.SUCCESS);
    }
    rollUp();

    List<MetricBucket> week = metrics.buckets(job.id(), Duration.ofDays(7), now);
    assertThat(week).hasSize(8).allMatch(bucket -> bucket.period() == MetricPeriod.HOURLY);
    List<MetricBucket> month = metrics.buckets(job.id(), Duration.ofDays(9), now);
    assertThat(month).hasSize(10).allMatch(bucket -> bucket.period() == MetricPeriod.DAILY);
  }

  @Test
  void oldPeriods_areForgotten() {
    Job job = make.job("j");
    process(job, NOON, RunStatus.SUCCESS);
    process(job, NOON.plus(Duration.ofHours(1)), RunStatus.SUCCESS);
    rollUp();
    metrics.prune(MetricPeriod.HOURLY, NOON.plusSeconds(1));

    assertThat(hours(job)).hasSize(1);
    assertThat(days(job)).hasSize(1);
  }

  private void rollUp() {
    boolean more = true;
    while (more) {
      more = metrics.rollUp();
    }
  }

  private void delete(Run... runs) {
    List<UUID> ids = IntStream.range(0, runs.length).mapToObj(i -> runs[i].id()).toList();
    store.commit(List.of(new Change.DeleteRuns(ids)));
  }

  private List<MetricBucket> hours(Job job) {
    return metrics.buckets(
        job.id(), MetricPeriod.HOURLY, Instant.EPOCH, NOON.plusSeconds(1L << 30));
  }

  private List<MetricBucket> days(Job job) {
    return metrics.buckets(job.id(), MetricPeriod.DAILY, Instant.EPOCH, NOON.plusSeconds(1L << 30));
  }

  private long total(Job job) {
    return hours(job).stream().mapToLong(bucket -> bucket.counts().runs()).sum();
  }

  private Run started(Job job, Instant at) {
    Run run = make.queued(job, at).withStarted(Run.JobRef.of(job), at);
    store.commit(List.of(new Change.AddRun(run, ENGINE)));
    return run;
  }

  private void finish(Run run, Duration after, RunUsage usage) {
    RunResult result =
        new RunResult(OptionalInt.of(0), Optional.empty(), Optional.empty(), usage, 0);
    Instant end = run.startedAt().orElseThrow().plus(after);
    store.commit(List.of(new Change.FinishRun(run.withFinished(RunStatus.SUCCESS, end, result))));
  }

  private Run process(Job job, Instant at, RunStatus status) {
    Run run = started(job, at);
    store.commit(
        List.of(new Change.FinishRun(run.withFinished(status, at.plusSeconds(1), RunResult.NONE))));
    return run;
  }

  private static List<ResourceSample> samples(Instant from, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new ResourceSample(
                    from.plusMillis(2_000L * i), i % 300 / 100.0, 1_000_000L + i % 7, i % 4))
        .toList();
  }
}
