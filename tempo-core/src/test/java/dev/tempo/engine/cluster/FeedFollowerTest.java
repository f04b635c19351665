package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.turn.Mail;
import dev.tempo.engine.turn.RunWaiters;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What listeners on one node hear of what another one has decided. */
class FeedFollowerTest {
  private static final UUID ENGINE = new UUID(1, 2);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final Instant now = clock.instant();
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession leader = cluster.connect();
  private final Fence fence =
      leader.leases().take(LeaseStore.ENGINE, Optional.empty(), Ids.next(), 1).orElseThrow();
  private final FencedCommitter committer = new FencedCommitter(leader, fence, 0, new OwnTurns());
  private final MemorySession here = cluster.connect();
  private final EventBus events = EventBus.inline();
  private final RunWaiters waiters = new RunWaiters();
  private final UUID next = Ids.next();
  private final FeedFollower follower =
      new FeedFollower(
          here.feed(),
          here,
          new FeedFollower.Listeners(events, waiters, run -> Optional.of(next), new OwnTurns()),
          clock);
  private final List<Event> heard = new ArrayList<>();
  private final Job job = Job.named("job").task(Task.handler("work")).version(1).build();

  private void listen() {
    events.subscribe(heard::add);
    follower.tick();
  }

  private void tell(List<Change> changes, Event... told) {
    committer.commit(leader, changes, List.of(told).stream().<Mail>map(Mail.Told::new).toList());
  }

  private Run run() {
    return new Run(
        Ids.next(),
        Run.JobRef.of(job),
        RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of()),
        RunTimeline.queued(now),
        RunResult.NONE);
  }

  @Test
  void whatBecomesOfARun_isToldAsItWasThen_alsoWhenItHasEndedMeanwhile() {
    listen();
    Run queued = run();
    Run started = queued.withStarted(queued.job(), now);
    Run ended = started.withFinished(RunStatus.FAILURE, now, RunResult.failed("exit 1"));
    tell(
        List.of(
            new Change.AddRun(queued, ENGINE),
            new Change.StartRun(started, ENGINE),
            new Change.FinishRun(ended)),
        new Event.RunQueued(now, queued),
        new Event.RunStarted(now, started),
        new Event.RunFinished(now, ended, Optional.empty()));
    follower.tick();
    assertThat(heard)
        .containsExactly(
            new Event.RunQueued(now, queued),
            new Event.RunStarted(now, started),
            new Event.RunFinished(now, ended, Optional.of(next)));
  }

  @Test
  void runThatWasSkipped_orWaitsAgain_isToldAsTheStoreHasIt() {
    listen();
    Run skipped = run().withFinished(RunStatus.SKIPPED, now, RunResult.failed("full"));
    Run waits = run();
    tell(
        List.of(new Change.AddRun(skipped, ENGINE), new Change.AddRun(waits, ENGINE)),
        new Event.RunQueued(now, skipped),
        new Event.RunStarted(now, waits.withStarted(waits.job(), now)),
        new Event.RunFinished(now, waits, Optional.empty()),
        new Event.RunCorrected(now, waits));
    follower.tick();
    assertThat(heard)
        .containsExactly(new Event.RunQueued(now, skipped), new Event.RunStarted(now, waits));
  }

  @Test
  void whatBecomesOfJobs_andOfRunsLater_isTold_eachDeletedRunByItself() {
    listen();
    Job gone = Job.named("gone").task(Task.handler("work")).version(1).build();
    UUID one = Ids.next();
    UUID two = Ids.next();
    tell(
        List.of(new Change.SaveJob(job, List.of())),
        new Event.JobSaved(now, job),
        new Event.JobSaved(now, gone),
        new Event.JobDeleted(now, gone.id()),
        new Event.RunAcknowledged(now, one, "ada"),
        new Event.RunsDeleted(now, List.of(one, two)),
        new Event.ClockJumped(now, Duration.ofHours(1)));
    follower.tick();
    assertThat(heard)
        .containsExactly(
            new Event.JobSaved(now, job),
            new Event.JobDeleted(now, gone.id()),
            new Event.RunAcknowledged(now, one, "another node"),
            new Event.RunsDeleted(now, List.of(one)),
            new Event.RunsDeleted(now, List.of(two)));
  }

  @Test
  void moreTurnsThanAPageHas_areFollowedAtOnce() {
    listen();
    for (int i = 0; i < 501; i++) {
      tell(List.of(), new Event.JobDeleted(now, job.id()));
    }
    follower.tick();
    assertThat(heard).hasSize(501);
  }

  @Test
  void followerThatCouldNotReadAtFirst_saysThatEventsMayBeMissing_andSaysItOnce() {
    here.connected(false);
    listen();
    assertThat(heard).isEmpty();
    tell(List.of(), new Event.JobDeleted(now, job.id()));
    here.connected(true);
    follower.tick();
    follower.tick();
    assertThat(heard).containsExactly(new Event.EventsMissed(now));
  }

  @Test
  void turnsThatArePrunedBeforeTheyAreRead_areMissed() {
    listen();
    tell(List.of(), new Event.JobDeleted(now, job.id()));
    clock.advance(Duration.ofHours(1));
    leader.feed().prune(Duration.ofMinutes(1));
    tell(List.of(), new Event.JobDeleted(now, job.id()));
    follower.tick();
    assertThat(heard)
        .containsExactly(
            new Event.JobDeleted(now, job.id()), new Event.EventsMissed(clock.nowMillis()));
  }

  /** After a failover to a database that lacks the last commits. */
  private FencedCommitter afterLosing(int count) {
    cluster.lose(count);
    LeaseStore leases = leader.leases();
    Fence next =
        leases.take(LeaseStore.ENGINE, leases.find(LeaseStore.ENGINE), Ids.next(), 1).orElseThrow();
    return new FencedCommitter(leader, next, leader.feed().last(), new OwnTurns());
  }

  private void tell(FencedCommitter by, UUID deletedJob) {
    by.commit(leader, List.of(), List.of(new Mail.Told(new Event.JobDeleted(now, deletedJob))));
  }

  @Test
  void turnsThatWereLost_areMissedByWhoHasReadThem_andTheNextOnesAreFollowed() {
    listen();
    for (int i = 0; i < 3; i++) {
      tell(committer, job.id());
    }
    follower.tick();
    FencedCommitter other = afterLosing(2);
    heard.clear();
    clock.advance(Duration.ofSeconds(1));
    follower.tick();
    assertThat(heard).containsExactly(new Event.EventsMissed(clock.nowMillis()));
    tell(other, next);
    follower.tick();
    clock.advance(Duration.ofSeconds(1));
    follower.tick();
    assertThat(heard).hasSize(2).endsWith(new Event.JobDeleted(now, next));
  }

  @Test
  void turnsThatWereLost_areMissed_alsoWhereTheirNumbersWereGivenOnceMoreMeanwhile() {
    listen();
    for (int i = 0; i < 3; i++) {
      tell(committer, job.id());
    }
    follower.tick();
    FencedCommitter other = afterLosing(2);
    for (int i = 0; i < 3; i++) {
      tell(other, job.id());
    }
    heard.clear();
    follower.tick();
    assertThat(heard)
        .containsExactly(new Event.JobDeleted(now, job.id()), new Event.EventsMissed(now));
  }

  @Test
  void turnsOfAnotherLeader_thatFollowTheLastOnes_areNotMissed() {
    listen();
    tell(committer, job.id());
    follower.tick();
    FencedCommitter other = afterLosing(0);
    tell(other, next);
    follower.tick();
    clock.advance(Duration.ofSeconds(1));
    follower.tick();
    assertThat(heard)
        .containsExactly(new Event.JobDeleted(now, job.id()), new Event.JobDeleted(now, next));
  }

  @Test
  void turnThatCannotBeToldToItsEnd_isMissed() {
    listen();
    Run run = run();
    events.subscribe(event -> here.connected(event instanceof Event.EventsMissed));
    tell(
        List.of(new Change.AddRun(run, ENGINE)),
        new Event.JobDeleted(now, job.id()),
        new Event.RunQueued(now, run));
    follower.tick();
    here.connected(true);
    follower.tick();
    assertThat(heard)
        .containsExactly(new Event.JobDeleted(now, job.id()), new Event.EventsMissed(now));
  }

  @Test
  void whoeverWaitsForAnEnd_isToldIt_alsoIfNobodyListensAndItWasNotTold() {
    follower.tick();
    Run run = run().withStarted(Run.JobRef.of(job), now);
    Run ended = run.withFinished(RunStatus.SUCCESS, now, RunResult.NONE);
    CompletableFuture<Run> told = new CompletableFuture<>();
    CompletableFuture<Run> untold = new CompletableFuture<>();
    Run other = run().withFinished(RunStatus.SKIPPED, now, RunResult.NONE);
    waiters.add(run.id(), told);
    waiters.add(other.id(), untold);
    tell(
        List.of(new Change.AddRun(run, ENGINE), new Change.FinishRun(ended)),
        new Event.RunFinished(now, ended, Optional.empty()));
    tell(List.of(new Change.AddRun(other, ENGINE)));
    follower.tick();
    assertThat(told).isCompletedWithValue(ended);
    assertThat(untold).isNotDone();
    clock.advance(Duration.ofSeconds(1));
    follower.tick();
    assertThat(untold).isCompletedWithValue(other);
  }
}
