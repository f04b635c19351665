package dev.tempo.engine.trigger;

import dev.tempo.engine.state.JobCatalog;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * Caches the triggers that are due soon, with their jobs, so that firing one needs no query. Used
 * by the loop's thread alone.
 *
 * <p>Everything that is due up to the <em>horizon</em> is in memory, in a heap; what lies beyond is
 * only in the store. When time reaches the horizon, the next stretch is read, and if nothing is due
 * in it, the horizon is the first instant at which something is: nothing is ever polled for. A
 * trigger that has moved is put in the heap again if it is still due before the horizon; its old
 * place is recognised when it comes up, since it is not the trigger's latest state.
 *
 * <p>Reading a job takes longer than reading when it is due, so the jobs of a stretch are read a
 * few at a time, the earliest first, some time before they are needed: whatever is due meanwhile
 * waits for a few of them and not for all.
 */
public final class UpcomingTriggers {
  private static final Duration STRETCH = Duration.ofSeconds(2);
  private static final int PAGE = 5_000;
  private static final int MOST = 8 * PAGE;

  /** So many jobs are read at once, unless more are due. */
  static final int JOBS_AT_ONCE = 32;

  /** Jobs are read so long before they are due. */
  private static final Duration LEAD = Duration.ofMillis(250);

  private final RetryingStore store;
  private final JobCatalog jobs;
  private final Map<UUID, TriggerState> latest = new HashMap<>();
  private final PriorityQueue<TriggerState> heap =
      new PriorityQueue<>(
          Comparator.comparing(UpcomingTriggers::at).thenComparing(TriggerState::triggerId));
  private final Deque<TriggerState> jobsUnread = new ArrayDeque<>();
  private Instant horizon = Instant.MIN;

  public UpcomingTriggers(RetryingStore store, JobCatalog jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  /** True if it is time to {@linkplain #readOn read on}. */
  boolean wantsMore(Instant now) {
    return !now.isBefore(horizon) || !now.isBefore(nextJobsAt());
  }

  private Instant nextJobsAt() {
    return jobsUnread.isEmpty() ? Instant.MAX : at(jobsUnread.peek()).minus(LEAD);
  }

  /** Leaves what is in the store alone until it is woken; what is in memory goes on. */
  void rest() {
    horizon = Instant.MAX;
    jobsUnread.clear();
  }

  /** Reads again. */
  void wake() {
    horizon = Instant.MIN;
  }

  /** Reads the next stretch if time has reached the horizon, and a few jobs. */
  void readOn(Instant now) {
    if (!now.isBefore(horizon)) {
      readStretch(now);
    }
    readJobs(now);
  }

  private void readStretch(Instant now) {
    Instant until = now.plus(STRETCH);
    List<TriggerState> page = store.ask(all -> all.triggers().due(until, PAGE));
    page.forEach(this::add);
    jobsUnread.clear();
    jobsUnread.addAll(page);
    if (page.size() == PAGE) {
      horizon = at(page.getLast());
    } else if (heap.isEmpty()) {
      Instant next = store.ask(all -> all.triggers().nextDue()).orElse(Instant.MAX);
      horizon = next.isAfter(until) ? next : until; // one that cannot be read is always due
    } else {
      horizon = until;
    }
  }

  private void readJobs(Instant now) {
    List<UUID> some = new ArrayList<>();
    while (!jobsUnread.isEmpty()
        && (some.size() < JOBS_AT_ONCE || !at(jobsUnread.peek()).isAfter(now))) {
      some.add(jobsUnread.poll().jobId());
    }
    jobs.prefetch(some);
  }

  /** Takes the earliest trigger that is due. */
  Optional<TriggerState> pollDue(Instant now) {
    dropStale();
    if (heap.isEmpty() || at(heap.peek()).isAfter(now)) {
      return Optional.empty();
    }
    TriggerState due = heap.poll();
    latest.remove(due.triggerId());
    return Optional.of(due);
  }

  /** A trigger is as given from now on. */
  public void track(TriggerState state) {
    forget(state.triggerId());
    if (state.next().isPresent() && !at(state).isAfter(horizon)) {
      add(state);
      if (heap.size() > MOST) {
        trim();
      }
    }
  }

  /** A trigger is gone, or is not due any more. */
  public void forget(UUID triggerId) {
    latest.remove(triggerId);
  }

  /** When {@link #readOn} or {@link #pollDue} next has something to do. */
  public Instant nextAt() {
    dropStale();
    Instant first = heap.isEmpty() ? Instant.MAX : at(heap.peek());
    return earlier(earlier(first, horizon), nextJobsAt());
  }

  private void add(TriggerState state) {
    TriggerState known = latest.get(state.triggerId());
    if (!state.equals(known)) {
      latest.put(state.triggerId(), state);
      heap.add(state);
    }
  }

  /** Leaves the later ones to the store, where they are by the time the horizon is reached. */
  private void trim() {
    List<TriggerState> all =
        heap.stream()
            .filter(state -> latest.get(state.triggerId()) == state)
            .sorted(heap.comparator())
            .toList();
    heap.clear();
    latest.clear();
    all.stream().limit(PAGE).forEach(this::add);
    if (all.size() > PAGE) {
      horizon = at(all.get(PAGE - 1));
    }
  }

  private void dropStale() {
    while (!heap.isEmpty() && latest.get(heap.peek().triggerId()) != heap.peek()) {
      heap.poll();
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant at(TriggerState state) {
    return state.next().map(Due::at).orElseThrow();
  }
}
