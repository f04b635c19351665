package dev.tempo.engine.turn;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.event.EventBus;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the loop decides between two commits: changes to the store, and what is to be done once they
 * are durable. Each change belongs to a {@link Decision}; those of one that failed can be taken
 * back. Used by the loop's thread alone.
 */
public final class Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private static final RunQuery DEAD_LETTERS = RunQuery.ALL.withDeadLettersOnly();

  private final Instant now;
  private final long nanos;
  private final Listeners outlets;
  private final List<Change> changes = new ArrayList<>();
  private final List<Decision> owners = new ArrayList<>();
  private final List<Sent> mail = new ArrayList<>();
  private final List<Replaced> replaced = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private final Map<UUID, Ended> endedById = new HashMap<>();
  private final List<Following> following = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final NewRunIndex added = new NewRunIndex();
  private final Set<Object> edited = new HashSet<>();
  private final Set<UUID> refused = new HashSet<>();
  private Decision current = Decision.ofTurn();
  private int saves;
  private int endsById;

  /**
   * Receives what a turn has decided.
   *
   * @param engineId in whose name runs are written
   * @param events hosts
   * @param watchers who waits for the end of runs
   * @param feeds whether other nodes are told of events
   */
  public record Listeners(UUID engineId, EventBus events, RunWaiters watchers, boolean feeds) {
    /** Those of an engine that is alone. */
    public Listeners(UUID engineId, EventBus events, RunWaiters watchers) {
      this(engineId, events, watchers, false);
    }

    private boolean listen() {
      return feeds || events.hasSubscribers();
    }
  }

  /** A new run that was changed before it was stored. */
  private record Replaced(Decision by, int position, Change.AddRun before) {}

  private record Ended(Decision by, Run run) {}

  private record Following(Decision by, Runnable action) {}

  private record Sent(Decision by, Mail mail) {}

  public Turn(Instant now, long nanos, Listeners outlets) {
    this.now = now;
    this.nanos = nanos;
    this.outlets = outlets;
  }

  /** Wall time at the beginning of the turn, in whole milliseconds. */
  public Instant now() {
    return now;
  }

  /** Monotonic time at the beginning of the turn. */
  public long nanos() {
    return nanos;
  }

  /** What is not durable yet. */
  List<Change> changes() {
    return changes;
  }

  /** What is decided from now on belongs to this decision; returns the one before. */
  Decision begin(Decision decision) {
    Decision before = current;
    current = decision;
    decisions.add(decision);
    return before;
  }

  /** What is decided from now on belongs to an earlier decision again. */
  void resume(Decision decision) {
    current = decision;
  }

  /** All that were begun. */
  List<Decision> decisions() {
    return decisions;
  }

  /** Changes that are not durable yet, by the decisions to which they belong, in order. */
  Map<Decision, List<Change>> byDecision() {
    Map<Decision, List<Change>> result = new LinkedHashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      result.computeIfAbsent(owners.get(i), any -> new ArrayList<>()).add(changes.get(i));
    }
    mail.forEach(sent -> result.computeIfAbsent(sent.by(), any -> new ArrayList<>()));
    return result;
  }

  /** Whether there is something that is not durable yet. */
  boolean isOpen() {
    return !changes.isEmpty() || !mail.isEmpty();
  }

  /** What goes with the changes that are not durable yet. */
  List<Mail> mail() {
    return mail.isEmpty() ? List.of() : mail.stream().map(Sent::mail).toList();
  }

  /** As {@link #mail}, of one decision. */
  List<Mail> mail(Decision by) {
    return mail.stream().filter(sent -> sent.by() == by).map(Sent::mail).toList();
  }

  /** Sends this with the changes of the present decision. */
  public void send(Mail item) {
    mail.add(new Sent(current, item));
  }

  /** All changes are durable, or were given up. */
  void flushed() {
    mail.clear();
    changes.clear();
    owners.clear();
    replaced.clear();
    added.clear();
    saves = 0;
  }

  /**
   * Takes back the latest changes, those of a decision that failed.
   *
   * @return what they were
   */
  List<Change> takeBack(Decision decision) {
    decision.fail();
    int begin = changes.size();
    while (begin > 0 && owners.get(begin - 1) == decision) {
      begin--;
    }
    mail.removeIf(sent -> sent.by() == decision);
    while (!replaced.isEmpty() && replaced.getLast().by() == decision) {
      Replaced last = replaced.removeLast();
      changes.set(last.position(), last.before());
    }
    List<Change> tail = changes.subList(begin, changes.size());
    List<Change> taken = List.copyOf(tail);
    tail.clear();
    owners.subList(begin, owners.size()).clear();
    added.keepBefore(begin);
    saves -= (int) taken.stream().filter(Change.SaveJob.class::isInstance).count();
    return taken;
  }

  /** Runs that a decision has started, added in this turn or not. */
  List<UUID> startedBy(Decision decision) {
    return replaced.stream()
        .filter(start -> start.by() == decision)
        .map(start -> start.before().run().id())
        .toList();
  }

  /** The store has refused these runs, which the turn has added: nothing is told of them. */
  List<Run> refuse(Set<UUID> runIds) {
    refused.addAll(runIds);
    return runIds.isEmpty() ? List.of() : addedAmong(changes, runIds);
  }

  private static List<Run> addedAmong(List<Change> changes, Set<UUID> runIds) {
    return changes.stream()
        .filter(Change.AddRun.class::isInstance)
        .map(change -> ((Change.AddRun) change).run())
        .filter(run -> runIds.contains(run.id()))
        .toList();
  }

  public void change(Change change) {
    changes.add(change);
    owners.add(current);
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
  public boolean canEdit(Collection<?> names) {
    return changes.size() == saves && Collections.disjoint(edited, names);
  }

  public void markEdited(Collection<?> names) {
    if (!names.isEmpty()) {
      edited.addAll(names);
    }
  }

  /** Does this, in order, once the changes are durable. */
  public void afterCommit(Runnable action) {
    following.add(new Following(current, action));
  }

  /** Tells this once the changes are durable, if anybody listens. */
  public void publish(Supplier<Event> event) {
    if (outlets.listen()) {
      Event happened = event.get();
      feed(happened);
      afterCommit(() -> outlets.events().publish(happened));
    }
  }

  private void feed(Event event) {
    if (outlets.feeds()) {
      send(new Mail.Told(event));
    }
  }

  public void queued(Run run) {
    add(run);
    tell(run, () -> new Event.RunQueued(now, run));
  }

  /** A run that is queued and started in one turn is written once. */
  public void started(Run run) {
    started(run, outlets.engineId());
  }

  /** As {@link #started(Run)}; another node executes it. */
  public void started(Run run, UUID incarnation) {
    OptionalInt position = added.positionOf(run.id());
    if (position.isEmpty()) {
      change(new Change.StartRun(run, incarnation));
    } else {
      int at = position.getAsInt();
      replaced.add(new Replaced(current, at, (Change.AddRun) changes.get(at)));
      changes.set(at, new Change.AddRun(run, incarnation));
    }
    tell(run, () -> new Event.RunStarted(now, run));
  }

  /** A run that had left its queue, but has never begun, is queued as before. */
  public void requeued(Run run) {
    change(new Change.RequeueRun(run));
    publish(() -> new Event.RunQueued(now, run));
  }

  /** A run has ended, and nothing tries its work again. */
  public void finished(Run run) {
    finished(run, Optional::empty);
    notTriedAgain(run);
  }

  /** Nothing tries the work of a run again that has ended in this turn. */
  public void notTriedAgain(Run run) {
    if (run.status() != RunStatus.SUCCESS && DEAD_LETTERS.matches(run)) {
      change(new Change.SetDeadLetter(run.id(), true));
    }
  }

  /**
   * A run has ended.
   *
   * @param nextAttempt which run tries its work again, as far as it is decided when this is told
   */
  public void finished(Run run, Supplier<Optional<UUID>> nextAttempt) {
    change(new Change.FinishRun(run));
    ended.add(new Ended(current, run));
    if (outlets.listen()) {
      feed(new Event.RunFinished(now, run, Optional.empty())); // its next attempt is in the store
      afterCommit(
          () -> outlets.events().publish(new Event.RunFinished(now, run, nextAttempt.get())));
    }
  }

  /** A run that ends without having been queued. */
  public void skipped(Run run) {
    add(run);
    ended.add(new Ended(current, run));
    tell(run, () -> new Event.RunFinished(now, run, Optional.empty()));
  }

  /** Whether it has added a run that is not durable yet. */
  public boolean hasAdded(UUID runId) {
    return added.positionOf(runId).isPresent();
  }

  /** How many runs it has added that are not durable yet. */
  public int addedRuns() {
    return added.size();
  }

  /** Whether it has ended this run, and that was not taken back. */
  public boolean hasFinished(UUID runId) {
    return finished(runId).isPresent();
  }

  /** A run as it has ended this one, unless that was taken back. */
  public Optional<Run> finished(UUID runId) {
    while (endsById < ended.size()) { // hardly ever asked for
      Ended end = ended.get(endsById++);
      endedById.put(end.run().id(), end);
    }
    return Optional.ofNullable(endedById.get(runId))
        .filter(end -> !end.by().isFailed())
        .map(Ended::run);
  }

  /** Whether runs have ended in it. */
  public boolean hasEnds() {
    return !ended.isEmpty();
  }

  /** The changes are durable: does what follows. */
  public void complete() {
    for (int i = 0, known = ended.size(); i < known; i++) { // what follows may add to them
      Ended end = ended.get(i);
      if (!end.by().isFailed()) {
        outlets.watchers().ended(end.run());
      }
    }
    for (int i = 0, known = following.size(); i < known; i++) {
      Following next = following.get(i);
      try {
        if (!next.by().isFailed()) {
          next.action().run();
        }
      } catch (RuntimeException | Error e) {
        LOG.error("What follows a decision failed; the others go on", ExceptionText.loggable(e));
      }
    }
  }

  /** Tells this of a run that the turn has added, if the store has it then. */
  private void tell(Run run, Supplier<Event> event) {
    if (outlets.listen()) {
      Event happened = event.get();
      feed(happened);
      afterCommit(
          () -> {
            if (!refused.contains(run.id())) {
              outlets.events().publish(happened);
            }
          });
    }
  }

  private void add(Run run) {
    added.add(run.id(), changes.size());
    change(new Change.AddRun(run, outlets.engineId()));
  }
}
