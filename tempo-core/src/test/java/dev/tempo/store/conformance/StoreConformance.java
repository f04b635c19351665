package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Cause;
import dev.tempo.Ending;
import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Leftovers;
import dev.tempo.Misfire;
import dev.tempo.Overlap;
import dev.tempo.Retry;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunUsage;
import dev.tempo.Trigger;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.Cron;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.Interval;
import dev.tempo.store.Change;
import dev.tempo.store.LedgerEntry;
import dev.tempo.store.QueueState;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import dev.tempo.task.Limits;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} must do, whatever it keeps things in. */
public abstract class StoreConformance {
  private static final UUID ENGINE = new UUID(1, 2);

  private final Runs make = new Runs();
  private Store store;

  /** An empty store. */
  protected abstract Store open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void savedJob_isReadAsItWas() {
    Job job = everything();
    save(job);

    assertThat(store.jobs().find(job.id())).contains(job);
    assertThat(store.jobs().findByKey("etl:nightly")).contains(job);
    assertThat(store.jobs().list(Optional.empty(), 10)).containsExactly(job);
  }

  @Test
  void everyKindOfTask_isReadAsItWas() {
    List<Task> tasks =
        List.of(
            Task.handler("report").parameter("rows", "100"),
            Task.python("print('é')\n")
                .requirements("requests>=2", "rich")
                .version("3.12")
                .environment("A_B", "x=y&z")
                .workingDirectory(Path.of("/tmp"))
                .parameter("n", "1"),
            Task.shell("echo \"$1\" | sed 's/a/b/'").parameter("z", "1").parameter("a", "2"),
            Task.command("/bin/echo", "a b", "", "c&d"));
    for (Task task : tasks) {
      Job job = make.job("task " + tasks.indexOf(task)).toBuilder().task(task).build();
      save(job);
      assertThat(store.jobs().find(job.id())).contains(job);
    }
  }

  @Test
  void changedJob_replacesTheOldOneAndItsTriggers() {
    Job job = everything();
    save(job);
    Job changed = job.toBuilder().name("Other").key("other").version(2).triggers(List.of()).build();
    save(changed);

    assertThat(store.jobs().find(job.id())).contains(changed);
    assertThat(store.jobs().findByKey("etl:nightly")).isEmpty();
    assertThat(store.triggers().ofJob(job.id())).isEmpty();
    assertThat(store.jobs().count()).isEqualTo(1);
  }

  @Test
  void deletedJob_isGoneWithItsTriggers_andItsRunsStay() {
    Job job = everything();
    save(job);
    Run run = make.queued(job);
    store.commit(List.of(new Change.AddRun(run, ENGINE), new Change.DeleteJob(job.id())));

    assertThat(store.jobs().find(job.id())).isEmpty();
    assertThat(store.triggers().nextDue()).isEmpty();
    assertThat(store.triggers().jobsToRunAtStartup(Optional.empty(), 10)).isEmpty();
    assertThat(store.runs().find(run.id())).contains(run);
  }

  @Test
  void jobs_arePagedInTheOrderOfTheirKeys() {
    for (String key : List.of("b", "é", "a", "Z", "\uD83D\uDE00", "\uFFFD", "a:b")) {
      save(make.job(key));
    }
    List<String> keys = new ArrayList<>();
    List<Job> page = store.jobs().list(Optional.empty(), 2);
    while (!page.isEmpty()) {
      page.forEach(job -> keys.add(job.key()));
      page = store.jobs().list(Optional.of(keys.getLast()), 2);
    }
    assertThat(keys).containsExactly("Z", "a", "a:b", "b", "é", "\uFFFD", "\uD83D\uDE00");
  }

  @Test
  void dueTriggers_comeInTheOrderOfTheirTimes() {
    Job job =
        make.job("j").toBuilder()
            .trigger(Trigger.cron("* * * * *"))
            .trigger(Trigger.cron("0 * * * *"))
            .trigger(Trigger.cron("0 0 * * *"))
            .build();
    List<TriggerState> states = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      states.add(due(job, i, NOON.plusSeconds(30 - 10 * i)));
    }
    store.commit(List.of(new Change.SaveJob(job, states)));

    assertThat(store.triggers().nextDue()).contains(NOON.plusSeconds(10));
    assertThat(store.triggers().due(NOON.plusSeconds(20), 10))
        .containsExactly(states.get(2), states.get(1));
    assertThat(store.triggers().due(NOON.plusSeconds(60), 1)).containsExactly(states.get(2));
    assertThat(store.triggers().ofJob(job.id())).containsExactlyInAnyOrderElementsOf(states);
  }

  @Test
  void movedTrigger_isDueAtItsNewTime_andOneThatIsGoneIsLeftAlone() {
    Job job = make.job("j").toBuilder().trigger(Trigger.cron("* * * * *")).build();
    store.commit(List.of(new Change.SaveJob(job, List.of(due(job, 0, NOON)))));
    TriggerState moved =
        new TriggerState(
            job.triggers().getFirst().id(),
            job.id(),
            Optional.of(new Due(NOON.plusSeconds(60), NOON.plusSeconds(61))),
            Optional.of(NOON));
    TriggerState gone = new TriggerState(make.id(), job.id(), moved.next(), Optional.empty());
    store.commit(List.of(new Change.MoveTrigger(moved), new Change.MoveTrigger(gone)));

    assertThat(store.triggers().due(NOON.plusSeconds(100), 10)).containsExactly(moved);
    assertThat(store.triggers().find(gone.triggerId())).isEmpty();
  }

  @Test
  void jobsWithStartupTriggers_arePaged() {
    List<UUID> expected = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Job job = make.job("j" + i).toBuilder().trigger(Trigger.atStartup()).build();
      save(job);
      expected.add(job.id());
    }
    save(make.job("off").toBuilder().trigger(Trigger.atStartup().enabled(false)).build());

    List<UUID> first = store.triggers().jobsToRunAtStartup(Optional.empty(), 3);
    List<UUID> rest = store.triggers().jobsToRunAtStartup(Optional.of(first.getLast()), 3);
    assertThat(first).hasSize(3);
    assertThat(rest).hasSize(2);
    assertThat(first).doesNotContainAnyElementsOf(rest);
    assertThat(expected).containsAll(first).containsAll(rest);
  }

  @Test
  void run_isReadAsItWas_inEachState() {
    Job job = make.job("j");
    Run queued = make.queued(job);
    commit(new Change.AddRun(queued, ENGINE));
    assertThat(store.runs().find(queued.id())).contains(queued);

    Run.JobRef newer = new Run.JobRef(job.id(), job.name(), 5, "default");
    Run started = queued.started(newer, NOON.plusMillis(5));
    commit(new Change.StartRun(started, ENGINE));
    assertThat(store.runs().find(queued.id())).contains(started);
    assertThat(store.runs().running()).containsExactly(started);

    RunUsage usage = new RunUsage(Duration.ofMillis(1234), 5_000_000_000L, 187.5, 42, 1000);
    RunResult result =
        new RunResult(
            OptionalInt.of(3), Optional.of("SIGKILL"), Optional.of("It failed"), usage, 2);
    Run finished = started.finished(RunStatus.FAILURE, NOON.plusSeconds(9), result);
    commit(new Change.FinishRun(finished));
    assertThat(store.runs().find(queued.id())).contains(finished);
    assertThat(store.runs().running()).isEmpty();
  }

  @Test
  void runThatIsAddedEnded_isReadAsItWas() {
    Run skipped =
        make.queued(make.job("j")).finished(RunStatus.SKIPPED, NOON, RunResult.because("Too busy"));
    commit(new Change.AddRun(skipped, ENGINE));
    assertThat(store.runs().find(skipped.id())).contains(skipped);
  }

  @Test
  void secondRunForAnOccurrence_isRefused_andTheRestIsDone() {
    Job job = make.job("j");
    UUID trigger = make.id();
    Run first = make.occurrence(job, trigger, NOON);
    Run second = make.occurrence(job, trigger, NOON);
    Run other = make.occurrence(job, trigger, NOON.plusSeconds(1));
    Run retry = make.run(job, NOON, first.request().retry(first.id()));
    commit(new Change.AddRun(first, ENGINE));

    assertThat(
            store.commit(
                List.of(
                    new Change.AddRun(second, ENGINE),
                    new Change.AddRun(other, ENGINE),
                    new Change.AddRun(retry, ENGINE))))
        .containsExactly(second.id());
    assertThat(store.runs().find(second.id())).isEmpty();
    assertThat(store.runs().find(other.id())).isPresent();
    assertThat(store.runs().find(retry.id())).isPresent();
    assertThat(store.runs().ofOccurrence(trigger, NOON)).contains(first);
  }

  @Test
  void sameChangesAgain_changeNothing() {
    Job job = everything();
    Run added = make.occurrence(job, job.triggers().getFirst().id(), NOON);
    Run started = added.started(added.job(), NOON);
    Run finished = started.finished(RunStatus.SUCCESS, NOON.plusSeconds(1), RunResult.NONE);
    List<Change> changes =
        List.of(
            new Change.SaveJob(job, states(job)),
            new Change.AddRun(added, ENGINE),
            new Change.StartRun(started, ENGINE),
            new Change.FinishRun(finished),
            new Change.Record(entry(job, NOON, NOON)),
            new Change.SaveQueue(new QueueState("q", true)));

    assertThat(store.commit(changes)).isEmpty();
    assertThat(store.commit(changes)).isEmpty();

    assertThat(store.runs().list(RunQuery.ALL).runs()).containsExactly(finished);
    assertThat(store.jobs().count()).isEqualTo(1);
    assertThat(store.queues().list()).containsExactly(new QueueState("q", true));
    assertThat(store.ledger().entries(job.id(), NOON, NOON, 10)).hasSize(1);
  }

  @Test
  void runThatHasEnded_isNotStartedOrEndedAgain() {
    Run run = make.queued(make.job("j"));
    Run cancelled = run.finished(RunStatus.CANCELLED, NOON, RunResult.NONE);
    store.commit(List.of(new Change.AddRun(run, ENGINE), new Change.FinishRun(cancelled)));

    commit(new Change.StartRun(run.started(run.job(), NOON), ENGINE));
    commit(new Change.FinishRun(run.finished(RunStatus.SUCCESS, NOON, RunResult.NONE)));
    assertThat(store.runs().find(run.id())).contains(cancelled);
  }

  @Test
  void queuedRuns_comeFirstComeFirstServed_page_byPage() {
    Job job = make.job("j");
    List<Run> runs = IntStream.range(0, 7).mapToObj(i -> make.queued(job)).toList();
    runs.forEach(run -> commit(new Change.AddRun(run, ENGINE)));
    Job other = make.job("o").toBuilder().queue("other").build();
    commit(new Change.AddRun(make.queued(other), ENGINE));
    commit(new Change.StartRun(runs.getFirst().started(runs.getFirst().job(), NOON), ENGINE));

    List<Run> first = store.runs().queued("default", Optional.empty(), 4);
    assertThat(first).containsExactlyElementsOf(runs.subList(1, 5));
    assertThat(store.runs().queued("default", Optional.of(first.getLast().id()), 4))
        .containsExactlyElementsOf(runs.subList(5, 7));
    assertThat(store.runs().queuesInUse()).containsExactly("default", "other");
    assertThat(store.runs().placeInQueue(runs.get(3).id())).contains(2L);
    assertThat(store.runs().placeInQueue(runs.getFirst().id())).isEmpty();
  }

  @Test
  void runs_areListedNewestFirst_byEveryFilter() {
    Job one = make.job("one");
    Job two = make.job("two");
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      Run run = make.queued(i % 3 == 0 ? one : two, NOON.plusSeconds(i));
      commit(new Change.AddRun(run, ENGINE));
      RunStatus end =
          List.of(RunStatus.SUCCESS, RunStatus.FAILURE, RunStatus.QUEUED).get(i % 4 % 3);
      if (end.isFinal()) {
        run = run.finished(end, NOON.plusSeconds(i), RunResult.NONE);
        commit(new Change.FinishRun(run));
      }
      all.addFirst(run);
    }
    List<RunQuery> queries =
        List.of(
            RunQuery.ALL,
            RunQuery.ALL.job(one.id()),
            RunQuery.ALL.status(RunStatus.FAILURE),
            RunQuery.ALL.status(RunStatus.FAILURE, RunStatus.QUEUED),
            RunQuery.ALL.job(two.id()).status(RunStatus.SUCCESS),
            RunQuery.ALL.cause(Cause.MANUAL),
            RunQuery.ALL.cause(Cause.API),
            RunQuery.ALL.from(NOON.plusSeconds(5)).to(NOON.plusSeconds(11)),
            RunQuery.ALL.job(two.id()).status(RunStatus.QUEUED).from(NOON.plusSeconds(8)));
    for (RunQuery query : queries) {
      List<Run> expected = all.stream().filter(run -> matches(query, run)).toList();
      assertThat(pages(query.limit(3))).containsExactlyElementsOf(expected);
      assertThat(store.runs().count(query, 1000)).isEqualTo(expected.size());
      assertThat(store.runs().count(query, 2)).isEqualTo(Math.min(2, expected.size()));
    }
  }

  @Test
  void deletedRuns_areGone_unlessTheyHaveNotEnded() {
    Job job = make.job("j");
    Run ended = make.queued(job).finished(RunStatus.SUCCESS, NOON, RunResult.NONE);
    Run queued = make.queued(job);
    store.commit(
        List.of(
            new Change.AddRun(ended, ENGINE),
            new Change.AddRun(queued, ENGINE),
            new Change.DeleteRuns(List.of(ended.id(), queued.id(), make.id()))));

    assertThat(store.runs().list(RunQuery.ALL).runs()).containsExactly(queued);
  }

  @Test
  void ledgerEntries_areFoundByTheTimesTheyMeet_andGrow() {
    Job job = make.job("j");
    LedgerEntry early = entry(job, NOON, NOON.plusSeconds(10));
    LedgerEntry late = entry(job, NOON.plusSeconds(60), NOON.plusSeconds(70));
    LedgerEntry grown = late.and(NOON.plusSeconds(80));
    LedgerEntry others = entry(make.job("o"), NOON, NOON.plusSeconds(100));
    store.commit(
        List.of(
            new Change.Record(late),
            new Change.Record(early),
            new Change.Record(others),
            new Change.Record(grown)));

    assertThat(store.ledger().entries(job.id(), NOON, NOON.plusSeconds(99), 10))
        .containsExactly(early, grown);
    assertThat(store.ledger().entries(job.id(), NOON.plusSeconds(75), NOON.plusSeconds(99), 10))
        .containsExactly(grown);
    assertThat(store.ledger().entries(job.id(), NOON.plusSeconds(11), NOON.plusSeconds(59), 10))
        .isEmpty();
  }

  @Test
  void manyThreads_commitAndRead_andNothingIsLost() {
    Job job = make.job("j");
    int threads = 8;
    int each = 50;
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<List<Run>> batches =
          IntStream.range(0, threads)
              .mapToObj(t -> IntStream.range(0, each).mapToObj(i -> make.queued(job)).toList())
              .toList();
      List<CompletableFuture<Void>> work =
          batches.stream()
              .map(runs -> CompletableFuture.runAsync(() -> addAndRead(runs), pool))
              .toList();
      work.forEach(CompletableFuture::join);
    }
    assertThat(store.runs().count(RunQuery.ALL, 10_000)).isEqualTo(threads * each);
  }

  private void addAndRead(List<Run> runs) {
    for (Run run : runs) {
      commit(new Change.AddRun(run, ENGINE));
      assertThat(store.runs().find(run.id())).contains(run);
    }
  }

  private List<Run> pages(RunQuery query) {
    List<Run> found = new ArrayList<>();
    RunPage page = store.runs().list(query);
    found.addAll(page.runs());
    while (page.next().isPresent()) {
      page = store.runs().list(query.before(page.next().get()));
      found.addAll(page.runs());
    }
    return found;
  }

  private static boolean matches(RunQuery query, Run run) {
    return (query.whose().jobs().isEmpty() || query.whose().jobs().contains(run.jobId()))
        && (query.statuses().isEmpty() || query.statuses().contains(run.status()))
        && (query.causes().isEmpty() || query.causes().contains(run.cause()))
        && query.window().from().map(from -> !run.queuedAt().isBefore(from)).orElse(true)
        && query.window().to().map(run.queuedAt()::isBefore).orElse(true);
  }

  private Job everything() {
    Trigger calendar =
        Trigger.of(
            CalendarSchedule.builder()
                .months(List.of(1, 7))
                .weekdays(List.of(0, 6))
                .hours(List.of(3))
                .minutes(List.of(15, 45))
                .build());
    Trigger cron =
        Trigger.cron("30 2 * * MON#2,FRI#L")
            .zone(ZoneId.of("Europe/Paris"))
            .dst(DstPolicy.OCPS)
            .startingAt(NOON)
            .endingAt(NOON.plus(Duration.ofDays(400)))
            .excluding(Set.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 1, 1)))
            .jitter(Duration.ofSeconds(30))
            .misfire(Misfire.RUN_ALL)
            .grace(Duration.ofMinutes(5));
    return make.job("Nightly").toBuilder()
        .key("etl:nightly")
        .task(Task.shell("true"))
        .trigger(calendar)
        .trigger(cron)
        .trigger(Trigger.of(Cron.parse("0 0/5 14 * * ?", Dialect.QUARTZ)))
        .trigger(Trigger.of(Interval.fixedRate(Duration.ofMillis(1500), NOON)))
        .trigger(Trigger.afterEach(Duration.ofMinutes(1)).enabled(false))
        .trigger(Trigger.atStartup())
        .zone(ZoneId.of("America/New_York"))
        .enabled(false)
        .policy(policy())
        .build();
  }

  private static JobPolicy policy() {
    Retry retry =
        Retry.times(3)
            .exponential(Duration.ofSeconds(10))
            .maxDelay(Duration.ofMinutes(2))
            .jitter(0.25);
    Ending ending =
        new Ending(
            Optional.of(Duration.ofMinutes(9)), Duration.ofSeconds(2), Leftovers.LEAVE, true);
    Limits limits =
        Limits.NONE
            .memoryBytes(1 << 30)
            .cpuPercent(150)
            .processes(10)
            .outputBytes(1 << 20)
            .nice(-5);
    return new JobPolicy("heavy", Overlap.REPLACE, retry, ending, limits);
  }

  private void save(Job job) {
    commit(new Change.SaveJob(job, states(job)));
  }

  private static List<TriggerState> states(Job job) {
    return job.triggers().stream()
        .map(
            trigger ->
                new TriggerState(
                    trigger.id(), job.id(), Optional.of(new Due(NOON, NOON)), Optional.empty()))
        .toList();
  }

  private static TriggerState due(Job job, int index, Instant at) {
    return new TriggerState(
        job.triggers().get(index).id(), job.id(), Optional.of(new Due(at, at)), Optional.empty());
  }

  private LedgerEntry entry(Job job, Instant from, Instant to) {
    LedgerEntry.Subject subject =
        new LedgerEntry.Subject(
            job.id(), new UUID(3, 4), LedgerEntry.Decision.MISFIRED, Optional.empty());
    return new LedgerEntry(
        make.id(), subject, new LedgerEntry.Range(from, to, 2), "Too late", NOON);
  }

  private void commit(Change change) {
    assertThat(store.commit(List.of(change))).isEmpty();
  }
}
