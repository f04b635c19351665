package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.event.Event;
import dev.tempo.event.EventBus;
import dev.tempo.store.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the loop decides between two commits: changes to the store, and what is to be done once they
 * are durable. Used by the loop's thread alone.
 */
final class Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private final Instant now;
  private final long nanos;
  private final Outlets outlets;
  private final List<Change> changes = new ArrayList<>();
  private final List<Run> ended = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private final AddedRuns added = new AddedRuns();
  private final Set<Object> edited = new HashSet<>();
  private Set<UUID> refused = Set.of();
  private int saves;

  /**
   * Who is told what a turn has decided.
   *
   * @param engineId in whose name runs are written
   * @param events hosts
   * @param watchers who waits for the end of runs
   */
  record Outlets(UUID engineId, EventBus events, Watchers watchers) {}

  Turn(Instant now, long nanos, Outlets outlets) {
    this.now = now;
    this.nanos = nanos;
    this.outlets = outlets;
  }

  /** Wall time at the beginning of the turn, in whole milliseconds. */
  Instant now() {
    return now;
  }

  /** Monotonic time at the beginning of the turn. */
  long nanos() {
    return nanos;
  }

  List<Change> changes() {
    return changes;
  }

  /** The store has refused these runs, which the turn has added: nothing is told of them. */
  List<Run> refuse(Set<UUID> runIds) {
    refused = runIds;
    List<Run> runs = new ArrayList<>();
    for (UUID runId : runIds) {
      Change change = changes.get(added.positionOf(runId).orElseThrow());
      runs.add(((Change.AddRun) change).run());
    }
    return runs;
  }

  void change(Change change) {
    changes.add(change);
    if (change instanceof Change.SaveJob) {
      saves++;
    }
  }

  /**
   * Whether a job may be edited in this turn. An edit reads from the store what it changes, so
   * everything that the turn has decided about it must be durable first.
   *
   * @param names the job's id and key
   */
  boolean mayEdit(Collection<?> names) {
    return changes.size() == saves && Collections.disjoint(edited, names);
  }

  void edited(Collection<?> names) {
    edited.addAll(names);
  }

  /** Does this, in order, once the changes are durable. */
  void afterwards(Runnable action) {
    afterwards.add(action);
  }

  /** Tells this once the changes are durable, if anybody listens. */
  void publish(Supplier<Event> event) {
    if (outlets.events().isHeard()) {
      Event happened = event.get();
      afterwards.add(() -> outlets.events().publish(happened));
    }
  }

  void queued(Run run) {
    add(run);
    tell(run, () -> new Event.RunQueued(now, run));
  }

  /** A run that is queued and started in one turn is written once. */
  void started(Run run) {
    OptionalInt position = added.positionOf(run.id());
    if (position.isEmpty()) {
      changes.add(new Change.StartRun(run, outlets.engineId()));
    } else {
      changes.set(position.getAsInt(), new Change.AddRun(run, outlets.engineId()));
    }
    tell(run, () -> new Event.RunStarted(now, run));
  }

  /** A run that had left its queue, but has never begun, is queued as before. */
  void requeued(Run run) {
    changes.add(new Change.RequeueRun(run));
    publish(() -> new Event.RunQueued(now, run));
  }

  void finished(Run run) {
    changes.add(new Change.FinishRun(run));
    ended.add(run);
    publish(() -> new Event.RunFinished(now, run));
  }

  /** A run that ends without having been queued. */
  void skipped(Run run) {
    add(run);
    ended.add(run);
    tell(run, () -> new Event.RunFinished(now, run));
  }

  /** Whether runs have ended in it. */
  boolean hasEnds() {
    return !ended.isEmpty();
  }

  /** The changes are durable: does what follows. */
  void complete() {
    ended.forEach(outlets.watchers()::ended);
    for (Runnable action : afterwards) {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        LOG.error("What follows a decision failed; the others go on", e);
      }
    }
  }

  /** Tells this of a run that the turn has added, if the store has it then. */
  private void tell(Run run, Supplier<Event> event) {
    if (outlets.events().isHeard()) {
      Event happened = event.get();
      afterwards.add(
          () -> {
            if (!refused.contains(run.id())) {
              outlets.events().publish(happened);
            }
          });
    }
  }

  private void add(Run run) {
    added.add(run.id(), changes.size());
    changes.add(new Change.AddRun(run, outlets.engineId()));
  }
}
