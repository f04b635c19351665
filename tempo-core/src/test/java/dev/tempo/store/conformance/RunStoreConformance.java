package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunUsage;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.QueueState;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import dev.tempo.task.ScriptText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Store} must do with runs, queues and the ledger, and how it commits. */
public abstract class RunStoreConformance extends StoreConformance {

  @Test
  void run_isReadAsItWas_inEachState() {
    Job job = make.job("j");
    Run queued = make.queued(job);
    commit(new Change.AddRun(queued, ENGINE));
    assertThat(store.runs().find(queued.id())).contains(queued);

    Run.JobRef newer = new Run.JobRef(job.id(), job.name(), 5, "default");
    Run started = queued.withStarted(newer, NOON.plusMillis(5));
    commit(new Change.StartRun(started, ENGINE));
    assertThat(store.runs().find(queued.id())).contains(started);
    assertThat(store.runs().running()).containsExactly(started);

    RunUsage usage = new RunUsage(Duration.ofMillis(1234), 5_000_000_000L, 187.5, 42, 1000);
    RunResult result =
        new RunResult(
            OptionalInt.of(3), Optional.of("SIGKILL"), Optional.of("It failed"), usage, 2);
    Run finished = started.withFinished(RunStatus.FAILURE, NOON.plusSeconds(9), result);
    commit(new Change.FinishRun(finished));
    assertThat(store.runs().find(queued.id())).contains(finished);
    assertThat(store.runs().running()).isEmpty();
  }

  @Test
  void textOfARunsOwn_isReadAsItWas_countsInNoSummary_andGoesWithTheRun() {
    ScriptText text = new ScriptText(ScriptText.Language.SHELL, "echo 'é'\r\n\n");
    Job job = make.job("j");
    RunRequest request = make.queued(job).request().withScript(text);
    Run run = make.run(job, NOON, request);
    Run other = make.queued(job);
    commit(
        new Change.AddRun(run, ENGINE),
        new Change.KeepScript(run.id(), text),
        new Change.AddRun(other, ENGINE));
    assertThat(store.runs().find(run.id())).contains(run);
    assertThat(run.isUnsaved()).isTrue();
    assertThat(store.runs().script(run.id())).contains(text);
    assertThat(store.runs().script(other.id())).isEmpty();
    assertThat(store.runs().summary(RunQuery.ALL).count(RunStatus.QUEUED)).isEqualTo(1);
    assertThat(store.runs().list(RunQuery.ALL.withLimit(1)).runs()).hasSize(1);
    for (RunQuery some :
        List.of(
            RunQuery.ALL,
            RunQuery.ALL.withJob(job.id()),
            RunQuery.ALL.withStatus(RunStatus.QUEUED))) {
      assertThat(store.runs().list(some).runs()).containsExactlyInAnyOrder(run, other);
      assertThat(store.runs().list(some.withSavedOnly().withLimit(1)).runs())
          .containsExactly(other);
      assertThat(store.runs().list(some.withSavedOnly().withLimit(1)).next()).isEmpty();
      assertThat(store.runs().count(some.withSavedOnly(), 10).count()).isEqualTo(1);
    }

    Run ended =
        run.withStarted(Run.JobRef.of(job), NOON)
            .withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE);
    commit(new Change.FinishRun(ended), new Change.DeleteRuns(List.of(run.id())));
    assertThat(store.runs().script(run.id())).isEmpty();
  }

  @Test
  void digestOfAFile_isKeptWithTheRunThatReadIt() {
    Job job = make.job("j");
    Run run = make.queued(job);
    commit(new Change.AddRun(run, ENGINE), new Change.ReadScript(run.id(), "early"));
    assertThat(store.runs().find(run.id())).contains(run);

    Run read = run.withStarted(Run.JobRef.of(job), NOON).withScriptRead("ab12");
    commit(
        new Change.StartRun(run.withStarted(Run.JobRef.of(job), NOON), ENGINE),
        new Change.ReadScript(run.id(), "ab12"));
    assertThat(store.runs().find(run.id())).contains(read);
    assertThat(read.isUnsaved()).isFalse();

    Run again = read.withRequeued();
    commit(new Change.RequeueRun(again));
    assertThat(store.runs().find(run.id())).contains(again);
    assertThat(again.job().scriptSha256()).isEmpty();

    Run ended = read.withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE);
    commit(
        new Change.StartRun(run.withStarted(Run.JobRef.of(job), NOON), ENGINE),
        new Change.ReadScript(run.id(), "ab12"),
        new Change.FinishRun(ended),
        new Change.ReadScript(run.id(), "late"));
    assertThat(store.runs().find(run.id())).contains(ended);
  }

  @Test
  void runThatIsAddedEnded_isReadAsItWas() {
    Run skipped =
        make.queued(make.job("j"))
            .withFinished(RunStatus.SKIPPED, NOON, RunResult.failed("Too busy"));
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
    assertThat(store.runs().findByOccurrence(trigger, NOON)).contains(first);
  }

  /** As many as a store may write at once, and what is left over. */
  @Test
  void manyRunsOfOneCommit_areEachAddedOnce_refusedOnce_andEndAsTheyDo() {
    Job job = make.job("j");
    UUID trigger = make.id();
    Run known = make.occurrence(job, trigger, NOON.plusSeconds(7));
    commit(new Change.AddRun(known, ENGINE));
    List<Run> runs = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 53; i++) {
      Run run = make.occurrence(job, trigger, NOON.plusSeconds(i));
      runs.add(i % 3 == 0 ? run.withStarted(run.job(), NOON) : run);
      changes.add(new Change.AddRun(runs.getLast(), ENGINE));
    }
    changes.add(new Change.AddRun(known, ENGINE)); // which is there
    changes.add(new Change.AddRun(make.occurrence(job, trigger, NOON), ENGINE));
    UUID twice = ((Change.AddRun) changes.getLast()).run().id();
    assertThat(store.commit(changes)).containsExactlyInAnyOrder(runs.get(7).id(), twice);
    runs.set(7, known);
    runs.forEach(run -> assertThat(store.runs().find(run.id())).contains(run));

    List<Run> ended = new ArrayList<>();
    List<Change> ends = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      Run started = run.status() == RunStatus.RUNNING ? run : run.withStarted(run.job(), NOON);
      RunStatus status = i % 10 == 0 ? RunStatus.CANCELLED : RunStatus.SUCCESS;
      ended.add(started.withFinished(status, NOON.plusSeconds(i / 40), RunResult.NONE));
      ends.add(new Change.StartRun(started, ENGINE));
      ends.add(new Change.FinishRun(ended.getLast()));
    }
    store.commit(ends);
    store.commit(ends);
    ended.forEach(run -> assertThat(store.runs().find(run.id())).contains(run));
  }

  @Test
  void sameChangesAgain_changeNothing() {
    Job job = make.job("j").toBuilder().trigger(Trigger.cron("* * * * *")).build();
    Run added = make.occurrence(job, job.triggers().getFirst().id(), NOON);
    Run started = added.withStarted(added.job(), NOON);
    Run finished = started.withFinished(RunStatus.SUCCESS, NOON.plusSeconds(1), RunResult.NONE);
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
    assertThat(store.decisions().entries(job.id(), NOON, NOON, 10)).hasSize(1);
  }

  @Test
  void runThatHasEnded_isNotStartedOrEndedAgain() {
    Run run = make.queued(make.job("j"));
    Run cancelled = run.withFinished(RunStatus.CANCELLED, NOON, RunResult.NONE);
    store.commit(List.of(new Change.AddRun(run, ENGINE), new Change.FinishRun(cancelled)));

    commit(new Change.StartRun(run.withStarted(run.job(), NOON), ENGINE));
    commit(new Change.FinishRun(run.withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE)));
    assertThat(store.runs().find(run.id())).contains(cancelled);
  }

  @Test
  void runThatNeverBegan_isQueuedAgain_unlessItHasEnded() {
    Job job = make.job("j");
    Run first = make.queued(job);
    Run second = make.queued(job);
    commit(new Change.AddRun(first, ENGINE), new Change.AddRun(second, ENGINE));
    commit(new Change.StartRun(first.withStarted(first.job(), NOON), ENGINE));
    commit(new Change.RequeueRun(first.withStarted(first.job(), NOON).withRequeued()));
    commit(new Change.RequeueRun(first.withStarted(first.job(), NOON).withRequeued()));

    assertThat(store.runs().find(first.id())).contains(first);
    assertThat(store.runs().running()).isEmpty();
    assertThat(store.runs().queued("default", Optional.empty(), 10)).containsExactly(first, second);
    Run ended = first.withFinished(RunStatus.CANCELLED, NOON, RunResult.NONE);
    commit(new Change.FinishRun(ended));
    commit(new Change.RequeueRun(first.withRequeued()));
    assertThat(store.runs().find(first.id())).contains(ended);
  }

  @Test
  void queuedRuns_comeFirstComeFirstServed_page_byPage() {
    Job job = make.job("j");
    List<Run> runs = IntStream.range(0, 7).mapToObj(i -> make.queued(job)).toList();
    runs.forEach(run -> commit(new Change.AddRun(run, ENGINE)));
    Job other = make.job("o").toBuilder().queue("other").build();
    commit(new Change.AddRun(make.queued(other), ENGINE));
    commit(new Change.StartRun(runs.getFirst().withStarted(runs.getFirst().job(), NOON), ENGINE));

    List<Run> first = store.runs().queued("default", Optional.empty(), 4);
    assertThat(first).containsExactlyElementsOf(runs.subList(1, 5));
    assertThat(store.runs().queued("default", Optional.of(first.getLast().id()), 4))
        .containsExactlyElementsOf(runs.subList(5, 7));
    assertThat(store.runs().queuesInUse()).containsExactly("default", "other");
    assertThat(store.runs().queuePosition(runs.get(3).id())).contains(2L);
    assertThat(store.runs().queuePosition(runs.getFirst().id())).isEmpty();
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
        run = run.withFinished(end, NOON.plusSeconds(i), RunResult.NONE);
        commit(new Change.FinishRun(run));
      }
      all.addFirst(run);
    }
    List<RunQuery> queries =
        List.of(
            RunQuery.ALL,
            RunQuery.ALL.withJob(one.id()),
            RunQuery.ALL.withStatus(RunStatus.FAILURE),
            RunQuery.ALL.withStatus(RunStatus.FAILURE, RunStatus.QUEUED),
            RunQuery.ALL.withJob(two.id()).withStatus(RunStatus.SUCCESS),
            RunQuery.ALL.withCause(RunCause.MANUAL),
            RunQuery.ALL.withCause(RunCause.API),
            RunQuery.ALL.withFrom(NOON.plusSeconds(5)).withTo(NOON.plusSeconds(11)),
            RunQuery.ALL
                .withJob(two.id())
                .withStatus(RunStatus.QUEUED)
                .withFrom(NOON.plusSeconds(8)));
    for (RunQuery query : queries) {
      List<Run> expected = all.stream().filter(run -> matches(query, run)).toList();
      assertThat(pages(query.withLimit(3))).containsExactlyElementsOf(expected);
      assertThat(store.runs().count(query, 1000)).isEqualTo(new RunCount(expected.size(), true));
      assertThat(store.runs().count(query, 2)).isEqualTo(RunCount.upTo(2, expected.size()));
    }
  }

  @Test
  void deletedRuns_areGone_unlessTheyHaveNotEnded() {
    Job job = make.job("j");
    Run ended = make.queued(job).withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE);
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
    DecisionEntry early = entry(job, NOON, NOON.plusSeconds(10));
    DecisionEntry late = entry(job, NOON.plusSeconds(60), NOON.plusSeconds(70));
    DecisionEntry grown = late.and(NOON.plusSeconds(80));
    DecisionEntry others = entry(make.job("o"), NOON, NOON.plusSeconds(100));
    store.commit(
        List.of(
            new Change.Record(late),
            new Change.Record(early),
            new Change.Record(others),
            new Change.Record(grown)));

    assertThat(store.decisions().entries(job.id(), NOON, NOON.plusSeconds(99), 10))
        .containsExactly(early, grown);
    assertThat(store.decisions().entries(job.id(), NOON.plusSeconds(75), NOON.plusSeconds(99), 10))
        .containsExactly(grown);
    assertThat(store.decisions().entries(job.id(), NOON.plusSeconds(11), NOON.plusSeconds(59), 10))
        .isEmpty();
  }

  /** What a store gathers to write at once must come to the same as one change after the other. */
  @Test
  void manyMixedChangesOfACommit_areMadeAsIfInOrder() {
    Job job = make.job("j");
    UUID trigger = make.id();
    List<Change> changes = new ArrayList<>();
    List<Run> expected = new ArrayList<>();
    List<UUID> refused = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Run added = make.occurrence(job, trigger, NOON.plusSeconds(i));
      Run again = make.occurrence(job, trigger, NOON.plusSeconds(i));
      Run last = addLife(changes, added, i);
      if (i % 7 == 0) {
        changes.add(new Change.AddRun(again, ENGINE));
        refused.add(again.id());
      }
      if (i % 500 == 499) {
        changes.add(new Change.DeleteRuns(List.of(last.id())));
      } else {
        expected.addFirst(last);
      }
    }

    assertThat(store.commit(changes)).containsExactlyInAnyOrderElementsOf(refused);
    assertThat(pages(RunQuery.ALL)).containsExactlyElementsOf(expected);
  }

  /** What may become of a run within a commit; as it is at last. */
  private static Run addLife(List<Change> changes, Run added, int way) {
    Run started = added.withStarted(added.job(), NOON.plusSeconds(1));
    RunResult result = way % 2 == 0 ? RunResult.NONE : RunResult.failed("No luck");
    Run finished = started.withFinished(RunStatus.FAILURE, NOON.plusSeconds(2), result);
    return switch (way % 500 == 499 ? 0 : way % 4) {
      case 0 -> {
        changes.add(new Change.AddRun(added, ENGINE));
        changes.add(new Change.StartRun(started, ENGINE));
        changes.add(new Change.FinishRun(finished));
        yield finished;
      }
      case 1 -> {
        changes.add(new Change.AddRun(started, ENGINE));
        yield started;
      }
      case 2 -> {
        changes.add(new Change.AddRun(finished, ENGINE));
        yield finished;
      }
      default -> {
        changes.add(new Change.AddRun(added, ENGINE));
        yield added;
      }
    };
  }

  @Test
  void oldLedgerEntries_areGone_unlessTheyReachIntoLaterDays() {
    Job job = make.job("j");
    Instant then = NOON.minus(Duration.ofDays(10));
    DecisionEntry old = entry(job, then, then.plusSeconds(60), then);
    DecisionEntry grown = entry(job, then, NOON.plusSeconds(1), then);
    DecisionEntry young = entry(job, NOON, NOON, NOON);
    DecisionEntry late = entry(job, then, then.plusSeconds(60), NOON);
    for (DecisionEntry entry : List.of(old, grown, young, late)) {
      commit(new Change.Record(entry));
    }
    commit(new Change.PruneDecisions(NOON));

    assertThat(store.decisions().entries(job.id(), then, NOON.plusSeconds(9), 10))
        .containsExactlyInAnyOrder(grown, young, late);
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
    assertThat(store.runs().count(RunQuery.ALL, 10_000).count()).isEqualTo(threads * each);
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
      page = store.runs().list(query.withBefore(page.next().get()));
      found.addAll(page.runs());
    }
    return found;
  }

  private static boolean matches(RunQuery query, Run run) {
    return (query.filter().jobs().isEmpty() || query.filter().jobs().contains(run.jobId()))
        && (query.statuses().isEmpty() || query.statuses().contains(run.status()))
        && (query.causes().isEmpty() || query.causes().contains(run.cause()))
        && query.window().from().map(from -> !run.queuedAt().isBefore(from)).orElse(true)
        && query.window().to().map(run.queuedAt()::isBefore).orElse(true);
  }

  private static List<TriggerState> states(Job job) {
    return job.triggers().stream()
        .map(
            trigger ->
                new TriggerState(
                    trigger.id(), job.id(), Optional.of(new Due(NOON, NOON)), Optional.empty()))
        .toList();
  }

  private DecisionEntry entry(Job job, Instant from, Instant to) {
    return entry(job, from, to, NOON);
  }

  private DecisionEntry entry(Job job, Instant from, Instant to, Instant decidedAt) {
    DecisionEntry.Subject subject =
        new DecisionEntry.Subject(
            job.id(), new UUID(3, 4), DecisionEntry.Decision.MISFIRED, Optional.empty());
    DecisionEntry.Range range = new DecisionEntry.Range(from, to, 2);
    return new DecisionEntry(make.at(decidedAt), subject, range, "Too late", decidedAt);
  }
}
