package dev.tempo.engine.cluster;

import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.RunWaiters;
import dev.tempo.event.Event;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.Feed;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.task.ScriptText;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on this node what other nodes have decided. Events name runs and jobs, which are read from
 * the store, so a listener may see a job that is newer than the event; a run is shown as it was.
 * Its ticks belong to one thread.
 */
public final class FeedFollower {
  private static final Logger LOG = LoggerFactory.getLogger(FeedFollower.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int PAGE = 500;

  private final Feed feed;
  private final Store store;
  private final Listeners listeners;
  private final TimeSource time;
  private final ReadTurns read;
  private long comparedNanos;
  private long awaitedNanos;
  private boolean mayHaveMissed;

  /**
   * Who is told.
   *
   * @param events hosts
   * @param waiters who waits for the end of runs
   * @param nextAttempt of a run that has ended, as the store has it
   * @param turns turns that were told as they were made
   */
  public record Listeners(
      EventBus events,
      RunWaiters waiters,
      Function<Run, Optional<UUID>> nextAttempt,
      OwnTurns turns) {}

  /** One that begins with the turns that are made from now on. */
  public FeedFollower(Feed feed, Store store, Listeners listeners, TimeSource time) {
    this.feed = feed;
    this.read = new ReadTurns(feed);
    this.store = store;
    this.listeners = listeners;
    this.time = time;
    this.awaitedNanos = time.nanoTime();
    this.comparedNanos = awaitedNanos;
  }

  /** Reads on; how long until the next time. */
  public long tick() {
    try {
      if (read.last() < 0) {
        read.begin();
      }
      List<FeedEntry> page = feed.after(read.last(), PAGE);
      if (page.isEmpty()) {
        compare();
      }
      while (!page.isEmpty()) {
        page.forEach(this::follow);
        page = page.size() < PAGE ? List.of() : feed.after(read.last(), PAGE);
      }
      if (mayHaveMissed) {
        missed();
      }
      lookAtAwaited();
    } catch (StoreException e) {
      mayHaveMissed |= read.last() < 0; // it begins later than it should
      LOG.debug("The feed cannot be read: {}", ExceptionText.message(e));
    }
    return LOOK_NANOS;
  }

  /** What is the last turn here may be none any more: then the feed is followed from its end. */
  private void compare() {
    if (time.nanoTime() - comparedNanos >= LOOK_NANOS) {
      comparedNanos = time.nanoTime();
      if (hasLost()) {
        read.begin();
      }
    }
  }

  private boolean hasLost() {
    long lost = read.lost();
    if (lost > 0) {
      mayHaveMissed = true;
      LOG.warn(
          "The database has lost the last {} turns that were read here: all is read anew", lost);
    }
    return lost > 0;
  }

  /**
   * Turns can have been lost, and their numbers given once more, only where another leader goes on.
   */
  private void follow(FeedEntry entry) {
    boolean isNext = entry.number() == read.last() + 1;
    boolean hasLost = !read.isLastOf(entry.holder()) && hasLost();
    mayHaveMissed |= !isNext || hasLost;
    read.add(entry);
    if (listeners.turns().takes(entry)) {
      return;
    }
    boolean isHeard = listeners.events().hasSubscribers();
    if (isHeard || !listeners.waiters().awaited().isEmpty()) {
      try {
        FeedCodec.read(entry.body()).forEach(item -> tell(item, isHeard));
      } catch (StoreException e) {
        mayHaveMissed = true; // the rest of the turn is not told
        throw e;
      }
    }
  }

  private void missed() {
    mayHaveMissed = false;
    LOG.warn("Turns of other nodes were missed");
    listeners.events().publish(new Event.EventsMissed(time.nowMillis()));
  }

  /** Whoever waits for an end that was not told, as its node was none then, waits for it here. */
  private void lookAtAwaited() {
    if (time.nanoTime() - awaitedNanos < LOOK_NANOS) {
      return;
    }
    awaitedNanos = time.nanoTime();
    for (UUID runId : listeners.waiters().awaited()) {
      store
          .runs()
          .find(runId)
          .filter(run -> run.status().isFinal())
          .ifPresent(listeners.waiters()::ended);
    }
  }

  private void tell(FeedCodec.Item item, boolean isHeard) {
    if (item.kind() == FeedCodec.Kind.FINISHED) {
      run(item).ifPresent(listeners.waiters()::ended);
    }
    if (isHeard) {
      event(item).ifPresent(listeners.events()::publish);
    }
  }

  private Optional<Run> run(FeedCodec.Item item) {
    return store.runs().find(item.id());
  }

  private Optional<? extends Event> event(FeedCodec.Item item) {
    return switch (item.kind()) {
      case QUEUED -> run(item).map(run -> new Event.RunQueued(item.at(), queued(run)));
      case STARTED -> run(item).map(run -> new Event.RunStarted(item.at(), started(run)));
      case FINISHED ->
          run(item)
              .filter(run -> run.status().isFinal())
              .map(
                  run -> new Event.RunFinished(item.at(), run, listeners.nextAttempt().apply(run)));
      case CORRECTED ->
          run(item)
              .filter(run -> run.status().isFinal())
              .map(run -> new Event.RunCorrected(item.at(), run));
      case SCRIPT_READ ->
          run(item)
              .flatMap(
                  run ->
                      script(run).map(text -> new Event.ScriptRead(item.at(), started(run), text)));
      case ACKNOWLEDGED ->
          Optional.of(new Event.RunAcknowledged(item.at(), item.id(), "another node"));
      case RUN_DELETED -> Optional.of(new Event.RunsDeleted(item.at(), List.of(item.id())));
      case JOB_SAVED -> store.jobs().find(item.id()).map(job -> new Event.JobSaved(item.at(), job));
      case JOB_DELETED -> Optional.of(new Event.JobDeleted(item.at(), item.id()));
    };
  }

  private Optional<ScriptText> script(Run run) {
    return store.runs().script(run.id());
  }

  private static Run queued(Run run) {
    RunTimeline then = RunTimeline.queued(run.timeline().queuedAt(), run.timeline().notBefore());
    return run.status() == RunStatus.SKIPPED || run.status() == RunStatus.QUEUED
        ? run
        : new Run(run.id(), run.job(), run.request(), then, RunResult.NONE);
  }

  private static Run started(Run run) {
    RunTimeline now = run.timeline();
    RunTimeline then =
        new RunTimeline(
            RunStatus.RUNNING, now.queuedAt(), now.notBefore(), now.startedAt(), Optional.empty());
    return now.startedAt().isEmpty()
        ? run
        : new Run(run.id(), run.job(), run.request(), then, RunResult.NONE);
  }
}
