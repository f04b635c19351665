package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunPredecessor;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Trigger;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.Change;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueState.Overrides;
import dev.tempo.store.QueueState.PermitUse;
import dev.tempo.store.RunPlace;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link Store} must do with the order of queued runs, their keys, and queues. */
public abstract class QueueStoreConformance extends StoreConformance {
  private static final Instant LATER = NOON.plusSeconds(3600);
  private static final Instant EVER = TimeBounds.MAX_INSTANT;

  private final Job job = make.job("j");

  @Test
  void rankedRuns_areReadByPriorityAndPlace_apartFromOrdinaryOnes() {
    Run plain = add(0, NOON);
    Run second = add(0, LATER.plusSeconds(1));
    Run first = add(0, LATER);
    Run urgent = add(5, NOON);
    Run urgentLater = add(5, LATER);
    Run low = add(-3, NOON);
    assertThat(store.runs().queued("default", Optional.empty(), 9)).containsExactly(plain);
    assertThat(store.runs().priorities("default")).containsExactly(-3, 0, 5);
    assertThat(store.runs().priorities("other")).isEmpty();
    assertThat(store.runs().ranked("default", 0, RunPlace.FIRST, EVER, 9))
        .containsExactly(first, second);
    assertThat(store.runs().ranked("default", 0, RunPlace.of(first), EVER, 9))
        .containsExactly(second);
    assertThat(store.runs().ranked("default", 0, RunPlace.FIRST, LATER, 9)).containsExactly(first);
    assertThat(store.runs().ranked("default", 0, RunPlace.FIRST, NOON, 9)).isEmpty();
    assertThat(store.runs().ranked("default", 5, RunPlace.FIRST, EVER, 1)).containsExactly(urgent);
    assertThat(store.runs().ranked("other", 5, RunPlace.FIRST, EVER, 1)).isEmpty();
    assertThat(store.runs().queuesInUse()).containsExactly("default");
    assertThat(store.runs().queueLengths()).containsEntry("default", 6L);
    assertThat(List.of(urgent, plain, low, urgentLater, first, second))
        .extracting(run -> store.runs().queuePosition(run.id()).orElseThrow())
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(store.runs().find(urgentLater.id())).contains(urgentLater);
  }

  @Test
  void placesOfManyRuns_areThoseOfEach_withoutThoseThatDoNotWait() {
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(add(0, NOON));
      all.add(add(i - 2, LATER.plusSeconds(i)));
      all.add(add(0, NOON));
    }
    Run started = all.get(5).withStarted(all.get(5).job(), NOON);
    commit(new Change.StartRun(started, Ids.next()));
    all.set(5, started);
    Map<UUID, Long> places = store.runs().queuePositions(all.subList(2, 12));
    assertThat(places).hasSize(9);
    places.forEach((id, place) -> assertThat(store.runs().queuePosition(id)).contains(place));
    assertThat(store.runs().queuePositions(List.of(started))).isEmpty();
    assertThat(store.runs().queuePositions(List.of())).isEmpty();
  }

  @Test
  void rankedRun_isListedAsAllOthers_whereverItStands() {
    Run waiting = add(3, LATER);
    Run plain = add(0, NOON);
    List<RunQuery> queries =
        List.of(
            RunQuery.ALL.withStatus(RunStatus.QUEUED),
            RunQuery.ALL.withStatus(RunStatus.QUEUED, RunStatus.RUNNING),
            RunQuery.ALL.withStatus(RunStatus.QUEUED).withJob(job.id()),
            RunQuery.ALL.withStatus(RunStatus.QUEUED).withStartedBy("ada"));
    for (RunQuery query : queries) {
      assertThat(store.runs().list(query).runs()).containsExactly(plain, waiting);
      assertThat(store.runs().count(query, 9).count()).isEqualTo(2);
    }
    Run started = waiting.withStarted(Run.JobRef.of(job), LATER);
    commit(new Change.StartRun(started, ENGINE));
    assertThat(store.runs().running()).containsExactly(started);
    assertThat(store.runs().ranked("default", 3, RunPlace.FIRST, EVER, 9)).isEmpty();
    assertThat(store.runs().list(queries.getFirst()).runs()).containsExactly(plain);
    assertThat(store.runs().list(RunQuery.ALL.withStatus(RunStatus.RUNNING)).runs())
        .containsExactly(started);

    commit(new Change.RequeueRun(started.withRequeued()));
    assertThat(store.runs().running()).isEmpty();
    assertThat(store.runs().ranked("default", 3, RunPlace.FIRST, EVER, 9)).containsExactly(waiting);

    Run cancelled = waiting.withFinished(RunStatus.CANCELLED, NOON, RunResult.failed("no"));
    commit(new Change.FinishRun(cancelled));
    assertThat(store.runs().ranked("default", 3, RunPlace.FIRST, EVER, 9)).isEmpty();
    assertThat(store.runs().list(queries.getFirst()).runs()).containsExactly(plain);
  }

  /** Which may be years after all runs about it were counted. */
  @Test
  void rankedRun_isCountedOnce_whenItHasEnded() {
    Run waiting = add(0, LATER);
    Run plain = add(0, NOON);
    finish(plain);
    rollUp();
    finish(waiting);
    rollUp();
    rollUp();
    assertThat(
            store.metrics().buckets(job.id(), Duration.ofDays(1), NOON.plusSeconds(7200)).stream()
                .mapToLong(bucket -> bucket.counts().runs())
                .sum())
        .isEqualTo(2);
  }

  @Test
  void runsOfAUniqueKey_areThoseThatHaveNotEnded_andTheNewest() {
    Run first = unique(job, "a");
    Run second = unique(job, "a");
    Run third = unique(job, "a");
    unique(job, "b");
    unique(make.job("k"), "a");
    assertThat(store.runs().findByUniqueKey(job.id(), "a")).containsExactly(third, second, first);
    assertThat(store.runs().findByUniqueKey(job.id(), "none")).isEmpty();

    finish(second);
    assertThat(idsOfUniqueKey("a")).containsExactly(third.id(), first.id());
    finish(third);
    assertThat(idsOfUniqueKey("a"))
        .as("the newest has ended")
        .containsExactly(third.id(), first.id());
    assertThat(store.runs().findByUniqueKey(job.id(), "a").getFirst().status())
        .isEqualTo(RunStatus.SUCCESS);
    finish(first);
    assertThat(idsOfUniqueKey("a")).containsExactly(third.id());
    commit(new Change.DeleteRuns(List.of(third.id())));
    assertThat(idsOfUniqueKey("a")).as("the newest is gone").containsExactly(second.id());
  }

  private List<UUID> idsOfUniqueKey(String key) {
    return store.runs().findByUniqueKey(job.id(), key).stream().map(Run::id).toList();
  }

  @Test
  void laterAttempt_isFoundByTheFirstOne_queuedOrEnded() {
    Run first = add(0, NOON);
    Run second = attemptAfter(first);
    Run third = attemptAfter(second);
    attemptAfter(add(0, NOON));
    assertThat(store.runs().findAttempt(first.id(), 2)).contains(second);
    assertThat(store.runs().findAttempt(first.id(), 3)).contains(third);
    assertThat(store.runs().findAttempt(first.id(), 4)).isEmpty();
    assertThat(store.runs().findAttempt(second.id(), 3)).isEmpty();
    finish(second);
    assertThat(store.runs().findAttempt(first.id(), 2))
        .hasValueSatisfying(run -> assertThat(run.status().isFinal()).isTrue());
    commit(new Change.DeleteRuns(List.of(second.id())));
    assertThat(store.runs().findAttempt(first.id(), 2)).isEmpty();
  }

  private Run attemptAfter(Run failed) {
    RunRequest again = failed.request().retry(failed.id());
    Run run = new Run(make.id(), failed.job(), again, RunTimeline.queued(NOON), RunResult.NONE);
    commit(new Change.AddRun(run, ENGINE));
    return run;
  }

  @Test
  void queueState_isReadAsItWas() {
    QueueState full =
        new QueueState(
            "full",
            true,
            Overrides.of(
                new QueueSettings(
                    "full",
                    7,
                    QueueSettings.Threads.PLATFORM,
                    Optional.of(new QueueRate(5, Duration.ofMillis(1500))))),
            List.of(new PermitUse(NOON, 3), new PermitUse(LATER, 1)));
    QueueState some =
        new QueueState("some", false)
            .withOverrides(
                new Overrides(
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.of(new QueueRate(1, Duration.ofDays(1)))));
    commit(new Change.SaveQueue(full), new Change.SaveQueue(some));
    assertThat(store.queues().list()).containsExactly(full, some);
    commit(new Change.SaveQueue(full.withOverrides(Overrides.NONE).withPermitUses(List.of())));
    assertThat(store.queues().list()).containsExactly(new QueueState("full", true), some);
  }

  @Test
  void jobsThatAreToBeDeletedOnceDone_areFound() {
    Trigger once = Trigger.at(NOON);
    Job planned =
        Job.named("planned").task(job.task()).trigger(once).deleteWhenDone().version(1).build();
    Job done = Job.named("done").task(job.task()).priority(-4).deleteWhenDone().version(1).build();
    Job kept = Job.named("kept").task(job.task()).version(1).build();
    TriggerState due =
        new TriggerState(
            once.id(), planned.id(), Optional.of(new Due(NOON, NOON)), Optional.empty());
    commit(
        new Change.SaveJob(planned, List.of(due)),
        new Change.SaveJob(done, List.of()),
        new Change.SaveJob(kept, List.of()));
    assertThat(store.jobs().find(done.id())).contains(done);
    assertThat(store.jobs().unplannedToDelete(Optional.empty(), 9)).containsExactly(done.id());
    assertThat(store.jobs().unplannedToDelete(Optional.of(done.id()), 9)).isEmpty();
    commit(
        new Change.MoveTrigger(
            new TriggerState(once.id(), planned.id(), Optional.empty(), Optional.of(NOON))));
    assertThat(store.jobs().unplannedToDelete(Optional.empty(), 9))
        .containsExactlyInAnyOrder(done.id(), planned.id());
  }

  @Test
  void runThatWaitsForAnother_isFound_untilItMayStart() {
    RunPredecessor predecessor = new RunPredecessor(make.id(), FollowCondition.ON_FAILURE);
    Run plain = make.queued(job);
    RunRequest request =
        new RunRequest(
            plain.request().origin().withPredecessor(predecessor),
            plain.request().arguments(),
            plain.request().attempt());
    Run waiting =
        new Run(plain.id(), plain.job(), request, RunTimeline.queued(NOON, EVER), RunResult.NONE);
    commit(new Change.AddRun(waiting, ENGINE));
    assertThat(store.runs().waitingForRuns()).containsExactly(waiting);
    assertThat(store.runs().find(waiting.id())).contains(waiting);

    Run released = waiting.withNotBefore(LATER);
    commit(new Change.ReleaseRun(released));
    assertThat(store.runs().waitingForRuns()).isEmpty();
    assertThat(store.runs().ranked("default", 0, RunPlace.FIRST, LATER, 9))
        .containsExactly(released);
    commit(new Change.ReleaseRun(released.withNotBefore(NOON)));
    assertThat(store.runs().queued("default", Optional.empty(), 9)).hasSize(1);
    Run started = released.withNotBefore(NOON).withStarted(Run.JobRef.of(job), NOON);
    commit(new Change.StartRun(started, ENGINE), new Change.ReleaseRun(waiting));
    assertThat(store.runs().find(waiting.id())).contains(started);
  }

  @Test
  void triggerThatFollowsJobs_isReadAsItWas_withWhatHasArrived() {
    List<UUID> others = List.of(make.id(), make.id());
    Trigger after = Trigger.afterAll(others, FollowCondition.ALWAYS);
    Job follower = Job.named("follower").task(job.task()).trigger(after).version(1).build();
    TriggerState none =
        new TriggerState(after.id(), follower.id(), Optional.empty(), Optional.empty());
    commit(new Change.SaveJob(follower, List.of(none)), new Change.SaveJob(job, List.of()));
    assertThat(store.jobs().find(follower.id())).contains(follower);
    assertThat(store.triggers().find(after.id())).contains(none);
    assertThat(store.triggers().jobsThatFollow(Optional.empty(), 9)).containsExactly(follower.id());
    assertThat(store.triggers().jobsThatFollow(Optional.of(follower.id()), 9)).isEmpty();
    TriggerState some =
        new TriggerState(
            after.id(), follower.id(), Optional.empty(), Optional.of(NOON), Set.copyOf(others));
    commit(new Change.MoveTrigger(some));
    assertThat(store.triggers().findByJob(follower.id())).containsExactly(some);
    Trigger any = Trigger.afterAny(others, FollowCondition.ON_FAILURE).withId(after.id());
    Job either = follower.toBuilder().triggers(List.of(any)).build();
    commit(new Change.SaveJob(either, List.of(none)));
    assertThat(store.jobs().find(follower.id())).contains(either);
  }

  private Run add(int priority, Instant notBefore) {
    RunAttributes attributes = RunAttributes.DEFAULT.withPriority(priority).withKey("key é");
    Run plain = make.queued(job);
    Run run =
        new Run(
            plain.id(),
            plain.job(),
            plain.request().withAttributes(attributes),
            RunTimeline.queued(NOON, notBefore),
            RunResult.NONE);
    commit(new Change.AddRun(run, ENGINE));
    return run;
  }

  private Run unique(Job of, String key) {
    Run plain = make.queued(of);
    Run run =
        make.run(
            of, NOON, plain.request().withAttributes(RunAttributes.DEFAULT.withUniqueKey(key)));
    commit(new Change.AddRun(run, ENGINE));
    return run;
  }

  private void finish(Run run) {
    Run started = run.withStarted(Run.JobRef.of(job), LATER);
    commit(
        new Change.StartRun(started, ENGINE),
        new Change.FinishRun(started.withFinished(RunStatus.SUCCESS, LATER, RunResult.NONE)));
  }

  private void rollUp() {
    while (store.metrics().rollUp()) {
      continue;
    }
  }
}
