package dev.tempo.engine.turn;

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
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What of a turn is left when a decision in it came to nothing. */
class TurnTest {
  private static final Instant NOW = Instant.parse("2026-03-28T12:00:00Z");
  private static final UUID ENGINE = new UUID(1, 2);
  private static final UUID NODE = new UUID(3, 4);

  private final EventBus events = EventBus.inline();
  private final RunWaiters waiters = new RunWaiters();
  private final Turn turn = new Turn(NOW, 0, new Turn.Listeners(ENGINE, events, waiters, true));
  private final Job job = Job.named("job").task(Task.handler("work")).version(1).build();
  private final List<Event> heard = new ArrayList<>();

  private static Decision decision(String doing) {
    return Decision.of(Decision.Subject.of(doing), (turn, failure) -> {});
  }

  private Run run() {
    return new Run(
        Ids.next(),
        Run.JobRef.of(job),
        RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of()),
        RunTimeline.queued(NOW),
        RunResult.NONE);
  }

  private static Run started(Run run) {
    return run.withStarted(run.job(), NOW);
  }

  private static Run ended(Run run) {
    return started(run).withFinished(RunStatus.SUCCESS, NOW, RunResult.NONE);
  }

  @Test
  void startOfARunThatTheTurnHasAdded_isTakenBack_andTheRunStaysQueued() {
    Run run = run();
    turn.begin(decision("queues"));
    turn.queued(run);
    Run other = run();
    turn.queued(other);
    Decision starts = decision("starts");
    turn.begin(starts);
    turn.started(started(run), NODE);
    turn.started(started(other), NODE);
    assertThat(turn.changes())
        .containsExactly(
            new Change.AddRun(started(run), NODE), new Change.AddRun(started(other), NODE));
    assertThat(turn.startedBy(starts)).containsExactly(run.id(), other.id());
    turn.takeBack(starts);
    assertThat(turn.changes())
        .containsExactly(new Change.AddRun(run, ENGINE), new Change.AddRun(other, ENGINE));
    assertThat(turn.startedBy(starts)).isEmpty();
    assertThat(turn.hasAdded(run.id())).isTrue();
  }

  @Test
  void startOfAnEarlierDecision_staysWhenALaterOneFails() {
    Run run = run();
    turn.queued(run);
    Decision first = decision("starts");
    turn.begin(first);
    turn.started(started(run));
    Decision second = decision("starts another");
    turn.begin(second);
    Run other = run();
    turn.queued(other);
    turn.started(started(other));
    assertThat(turn.takeBack(second)).hasSize(1);
    assertThat(turn.changes()).containsExactly(new Change.AddRun(started(run), ENGINE));
    assertThat(turn.hasAdded(other.id())).isFalse();
  }

  @Test
  void mailOfADecisionThatFailed_isNotSent_andThatOfOthersIs() {
    Decision first = decision("first");
    Decision second = decision("second");
    Mail one = new Mail.Dealt(Ids.next());
    Mail two = new Mail.Dealt(Ids.next());
    turn.begin(first);
    turn.send(one);
    turn.begin(second);
    turn.send(two);
    assertThat(turn.mail(first)).containsExactly(one);
    assertThat(turn.mail(second)).containsExactly(two);
    assertThat(turn.byDecision()).containsOnlyKeys(first, second);
    assertThat(turn.isOpen()).as("though nothing is changed").isTrue();
    turn.takeBack(second);
    assertThat(turn.mail()).containsExactly(one);
    turn.flushed();
    assertThat(turn.isOpen()).isFalse();
  }

  @Test
  void endThatIsTakenBack_isTold_neitherToListenersNorToWhoWaits() {
    events.subscribe(heard::add);
    Run run = run();
    Run other = run();
    CompletableFuture<Run> waits = new CompletableFuture<>();
    CompletableFuture<Run> otherWaits = new CompletableFuture<>();
    waiters.add(run.id(), waits);
    waiters.add(other.id(), otherWaits);
    turn.begin(decision("ends one"));
    turn.finished(ended(other));
    Decision ends = decision("ends another");
    turn.begin(ends);
    turn.finished(ended(run));
    assertThat(turn.finished(run.id())).contains(ended(run));
    turn.takeBack(ends);
    assertThat(turn.hasFinished(run.id())).isFalse();
    assertThat(turn.hasFinished(other.id())).isTrue();
    turn.flushed();
    turn.complete();
    assertThat(waits).isNotDone();
    assertThat(otherWaits).isCompletedWithValue(ended(other));
    assertThat(heard).containsExactly(new Event.RunFinished(NOW, ended(other), Optional.empty()));
  }

  @Test
  void runThatTheStoreRefuses_isNotTold_andWhatFollowsMayFailByItself() {
    events.subscribe(heard::add);
    Run refused = run();
    Run kept = run();
    turn.queued(refused);
    turn.afterCommit(
        () -> {
          throw new IllegalStateException("what follows");
        });
    turn.queued(kept);
    assertThat(turn.refuse(Set.of())).isEmpty();
    assertThat(turn.refuse(Set.of(refused.id()))).containsExactly(refused);
    turn.complete();
    assertThat(heard).containsExactly(new Event.RunQueued(NOW, kept));
  }

  @Test
  void job_isEditedOnceInATurn_andOnlyBeforeAllElse() {
    assertThat(turn.canEdit(List.of(job.id(), job.key()))).isTrue();
    turn.change(new Change.SaveJob(job, List.of()));
    turn.markEdited(List.of());
    assertThat(turn.canEdit(List.of(job.id()))).isTrue();
    turn.markEdited(List.of(job.id(), job.key()));
    assertThat(turn.canEdit(List.of(job.key()))).isFalse();
    assertThat(turn.canEdit(List.of(Ids.next()))).isTrue();
    turn.queued(run());
    assertThat(turn.canEdit(List.of(Ids.next()))).isFalse();
  }
}
