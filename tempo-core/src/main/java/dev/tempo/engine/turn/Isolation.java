package dev.tempo.engine.turn;

import dev.tempo.Run;
import dev.tempo.store.Change;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.TurnResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Keeps what fails in one decision from all others of a turn. Used by the loop's thread alone.
 *
 * <p>A decision changes two things: the turn's list of changes, and what the engine has in memory.
 * When one throws, its changes are taken back, the others' are committed, and what memory has of
 * the jobs that it touched is read anew from the store, which is the truth; then what is to be done
 * instead is done. So nothing needs to be undone step by step, and what a failure costs grows with
 * what failed.
 *
 * <p>A store may also choke on what a decision wants to write, whatever was checked before. Then
 * the decisions of a turn are committed one by one, and those that fail are treated in the same
 * way.
 */
public final class Isolation {
  private final RetryingStore store;
  private final JobMemory memory;
  private final FailureLog troubles;
  private BiConsumer<Turn, Run> onRefused = (turn, run) -> {};
  private Dropped dropped = new Dropped(List.of(), List.of(), null);

  /** What became of nothing, since a turn as a whole failed. */
  private record Dropped(List<Decision> decisions, List<Change> changes, Throwable failure) {}

  public Isolation(RetryingStore store, JobMemory memory, FailureLog troubles) {
    this.store = store;
    this.memory = memory;
    this.troubles = troubles;
  }

  /** Says who is told of runs that the store refuses, since it has another one in their place. */
  public void onRefused(BiConsumer<Turn, Run> listener) {
    onRefused = listener;
  }

  /** Decides something; what is thrown meanwhile is dealt with, and only a lost store ends it. */
  public void attempt(Turn turn, Decision decision, LoopCommand work) {
    Decision outer = turn.begin(decision);
    try {
      work.apply(turn);
    } catch (RuntimeException | Error e) {
      if (e instanceof StoreException && store.isGivenUp()) {
        throw e;
      }
      turn.resume(outer);
      giveBack(turn, decision, e);
    } finally {
      turn.resume(outer);
    }
  }

  /** Makes durable what a turn has decided so far. */
  public void flush(Turn turn) {
    while (turn.isOpen()) { // what is done instead of failed decisions is more of it
      try {
        TurnResult result = store.commit(turn.changes(), turn.mail());
        List<Run> refused = turn.refuse(result.refusedRuns());
        refused.forEach(memory::refused);
        result.refusedStarts().forEach(memory::notStarted);
        turn.flushed();
        refused.forEach(run -> onRefused.accept(turn, run));
      } catch (UnexpectedStoreException e) {
        flushOneByOne(turn, e);
      }
    }
  }

  /** A turn as a whole failed: nothing of it was done. The next turn takes it up. */
  public void drop(Turn turn, Throwable failure) {
    List<Decision> decisions = new ArrayList<>(dropped.decisions());
    decisions.addAll(turn.decisions());
    List<Change> changes = new ArrayList<>(dropped.changes());
    changes.addAll(turn.changes());
    dropped = new Dropped(decisions, changes, failure);
  }

  /** Does what is to be done instead of what was dropped. */
  public void takeUp(Turn turn) {
    if (dropped.decisions().isEmpty()) {
      return;
    }
    Dropped lost = dropped;
    dropped = new Dropped(List.of(), List.of(), null);
    try {
      takeUp(turn, lost);
    } catch (RuntimeException | Error e) {
      dropped = lost; // what is done of it is not done again
      throw e;
    }
  }

  private void takeUp(Turn turn, Dropped lost) {
    UnexpectedStoreException failure = new UnexpectedStoreException(lost.failure());
    lost.decisions().stream()
        .filter(decision -> !decision.isTold() && !decision.isFailed())
        .forEach(decision -> replaceFailed(turn, decision, failure)); // who asked waits for nothing
    lost.changes().forEach(change -> memory.forgetAdded(turn, change));
    Set<UUID> jobs = ChangeSubjects.jobsOf(lost.changes());
    lost.decisions().forEach(decision -> decision.subject().jobId().ifPresent(jobs::add));
    memory.reread(turn, jobs);
    lost.decisions().stream()
        .filter(decision -> !decision.isFailed())
        .forEach(decision -> replaceFailed(turn, decision, failure));
    memory.startAgain(turn, lost.changes()); // last, or what is done instead would start it, too
  }

  private void replaceFailed(Turn turn, Decision decision, Throwable failure) {
    decision.fail();
    replace(turn, decision, failure);
  }

  private void flushOneByOne(Turn turn, UnexpectedStoreException first) {
    Map<Decision, List<Change>> parts = turn.byDecision();
    Map<Decision, UnexpectedStoreException> failures = new LinkedHashMap<>();
    List<Run> refusals = new ArrayList<>();
    for (Map.Entry<Decision, List<Change>> part : parts.entrySet()) {
      try {
        TurnResult result =
            parts.size() == 1
                ? fail(first)
                : store.commit(part.getValue(), turn.mail(part.getKey()));
        refusals.addAll(turn.refuse(result.refusedRuns()));
        result.refusedStarts().forEach(memory::notStarted);
      } catch (UnexpectedStoreException e) {
        failures.put(part.getKey(), e);
        turn.refuse(ChangeSubjects.addedBy(part.getValue()));
      }
    }
    refusals.forEach(memory::refused);
    turn.flushed();
    refusals.forEach(run -> onRefused.accept(turn, run));
    failures.forEach(
        (decision, failure) -> {
          decision.fail();
          instead(turn, decision, parts.get(decision), failure);
        });
  }

  private static TurnResult fail(UnexpectedStoreException failure) {
    throw failure;
  }

  private void giveBack(Turn turn, Decision decision, Throwable failure) {
    List<UUID> started = turn.startedBy(decision);
    List<Change> taken = turn.takeBack(decision);
    started.forEach(memory::notStarted);
    boolean touched = !taken.isEmpty() || decision.subject().jobId().isPresent();
    if (!decision.isTold() && !touched) {
      replace(turn, decision, failure); // it was refused: nothing was touched
      return;
    }
    turn.refuse(ChangeSubjects.addedBy(taken));
    taken.forEach(change -> memory.forgetAdded(turn, change));
    flush(turn);
    instead(turn, decision, taken, failure);
  }

  private void instead(Turn turn, Decision decision, List<Change> taken, Throwable failure) {
    taken.forEach(change -> memory.forgetAdded(turn, change));
    Set<UUID> jobs = new HashSet<>(ChangeSubjects.jobsOf(taken));
    decision.subject().jobId().ifPresent(jobs::add);
    memory.reread(turn, jobs);
    if (decision.isTold()) {
      troubles.tell(turn, decision.subject(), failure);
    }
    replace(turn, decision, failure);
    memory.startAgain(turn, taken); // last, or what is done instead would start it, too
  }

  private void replace(Turn turn, Decision decision, Throwable failure) {
    try {
      decision.instead(turn, failure);
    } catch (RuntimeException e) {
      if (e instanceof StoreException && store.isGivenUp()) {
        throw e;
      }
      troubles.tell(turn, Decision.Subject.of("Dealing with a failure"), e);
    }
  }
}
