package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.RunPlace;
import dev.tempo.value.TimeBounds;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers the engine on a store that was restored from a backup. Whoever had begun what is
 * unfinished in it may have ended it since, or may be at it on another machine: so none of it is
 * taken over or begun again. Used by the loop's thread alone.
 */
final class RestoreRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreRecovery.class);
  private static final int PAGE = 1_000;
  private static final String UNFINISHED = RunMessages.RESTORED.text();
  private static final String PASSED_OVER = RunMessages.PASSED_OVER.text();

  private final EngineComponents parts;

  RestoreRecovery(EngineComponents parts) {
    this.parts = parts;
  }

  void recover(Turn turn) {
    Recovery.advanceIds(parts);
    int found = 0;
    for (Run run : parts.store().ask(all -> all.runs().running())) {
      lose(turn, run);
      found++;
    }
    for (String queue : parts.store().ask(all -> all.runs().queuesInUse())) {
      found += loseQueued(turn, queue) + loseRanked(turn, queue);
    }
    parts.queues().recoverStates(turn);
    parts.firing(false); // what is due in the store moves on only when this turn is durable
    parts.timer().skipDue(turn, PASSED_OVER);
    turn.afterCommit(() -> parts.firing(true));
    parts.follower().recover(); // not before: nothing follows what is lost here
    LOG.info("The data was restored from a backup; runs that had not ended in it: {}", found);
  }

  private int loseQueued(Turn turn, String queue) {
    int found = 0;
    Optional<UUID> after = Optional.empty();
    List<Run> page;
    do {
      Optional<UUID> last = after;
      page = parts.store().ask(all -> all.runs().queued(queue, last, PAGE));
      page.forEach(run -> lose(turn, run));
      found += page.size();
      after = page.isEmpty() ? after : Optional.of(page.getLast().id());
    } while (page.size() == PAGE);
    return found;
  }

  private int loseRanked(Turn turn, String queue) {
    int found = 0;
    for (int priority : parts.store().ask(all -> all.runs().priorities(queue))) {
      List<Run> page = ranked(queue, priority, RunPlace.FIRST);
      while (!page.isEmpty()) {
        page.forEach(run -> lose(turn, run));
        found += page.size();
        page = ranked(queue, priority, RunPlace.of(page.getLast()));
      }
    }
    return found;
  }

  private List<Run> ranked(String queue, int priority, RunPlace after) {
    return parts
        .store()
        .ask(all -> all.runs().ranked(queue, priority, after, TimeBounds.MAX_INSTANT, PAGE));
  }

  private void lose(Turn turn, Run run) {
    Run lost = run.withFinished(RunStatus.LOST, turn.now(), RunResult.failed(UNFINISHED));
    turn.finished(lost);
    parts.timer().ended(turn, lost);
  }
}
