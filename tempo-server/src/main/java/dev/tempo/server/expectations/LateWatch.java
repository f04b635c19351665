package dev.tempo.server.expectations;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.jobs.LateChange;
import dev.tempo.server.jobs.LateChange.Change;
import dev.tempo.server.jobs.LateJobs;
import dev.tempo.store.RunQuery;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds jobs that did not do in time what is expected of them, and those that did it later.
 *
 * <p>A heap holds the deadline of each watched job, so that a look costs the same however many jobs
 * there are. Events of runs only note how far a job has come; when its deadline comes, the next one
 * is counted from there, and only a job that has done nothing is late. So a run costs a look into a
 * map.
 *
 * <p>After the start, and after the machine has slept, nothing is late for a minute: the engine
 * first runs what was missed. What is late then is told of together. Who is late is kept in the
 * database, so that a restart tells nobody again. Thread-safe.
 */
public final class LateWatch implements NodeCache, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LateWatch.class);

  /** The clock may be set, so it is looked at now and then. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private static final Duration OVERSLEPT = Duration.ofSeconds(90);
  private static final Duration SETTLING = Duration.ofMinutes(1);
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final int RUNS_LOOKED_AT = 50;
  private static final int SUCCESSES_LOOKED_AT = 20; // the newest may have tried out a text

  private final ConcurrentMap<UUID, Watched> watched = new ConcurrentHashMap<>();
  private final Queue<UUID> changed = new ConcurrentLinkedQueue<>();
  private final Queue<UUID> moved = new ConcurrentLinkedQueue<>();
  private final List<Consumer<List<LateChange>>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean forgotten = new AtomicBoolean();
  private final AtomicBoolean stale = new AtomicBoolean();
  private final Semaphore woken = new Semaphore(0);

  /** Of the watching thread, as is what follows. */
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(Comparator.comparing(Deadline::at));

  private final Map<UUID, WatchStore.Kept> toSave = new HashMap<>();
  private final Map<UUID, WatchStore.Kept> kept = new HashMap<>();
  private boolean settled;
  private Instant lastLook;

  private final Tempo tempo;
  private final JobIndex jobs;
  private final LateJobs book;
  private final WatchStore store;
  private final TimeSource time;
  private final Subscription events;
  private final Thread thread;

  /** One that judges nobody before {@link #begin}. */
  public LateWatch(Tempo tempo, JobIndex jobs, LateJobs book, Database database, TimeSource time) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.book = book;
    this.store = new WatchStore(database);
    this.time = time;
    this.lastLook = time.nowMillis();
    load();
    jobs.onPut(entry -> touch(entry.id()));
    jobs.onChange(this::follow);
    this.events = tempo.onEvent(this::learn);
    this.thread = Thread.ofPlatform().daemon().name("tempo-late").unstarted(this::watch);
  }

  private record Deadline(Instant at, UUID jobId, Watched of) {}

  /** Calls a listener with what has changed at once, on the watching thread. */
  public void onChange(Consumer<List<LateChange>> listener) {
    listeners.add(listener);
  }

  /** Begins to watch. */
  public void begin() {
    thread.start();
  }

  @Override
  public void close() {
    events.close();
    thread.interrupt();
  }

  /**
   * Who is late is shown as the database says at once; whom to watch is read anew, as at the start,
   * by the watching thread.
   */
  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> {
        show(store.all());
        stale.set(true);
        woken.release();
      }
      case DataChange.JobsChanged jobsChanged -> jobsChanged.jobIds().forEach(this::touch);
      default -> {} // says nothing about what is expected
    }
  }

  private void show(Map<UUID, WatchStore.Kept> found) {
    book.all().keySet().stream()
        .filter(id -> !found.containsKey(id))
        .forEach(id -> book.put(id, Optional.empty()));
    found.forEach((id, one) -> book.put(id, one.late()));
  }

  /** Those that are late are so at once, as they were; the rest is read by the watching thread. */
  private void load() {
    kept.putAll(store.all());
    show(kept);
    changed.addAll(kept.keySet());
    jobs.all().filter(LateWatch::expects).map(JobIndexEntry::id).forEach(changed::add);
  }

  private static boolean expects(JobIndexEntry job) {
    return !job.details().behaviour().expectation().isNone();
  }

  private void follow(Event event) {
    switch (event) {
      case Event.JobSaved saved -> touch(saved.job().id());
      case Event.JobDeleted deleted -> touch(deleted.jobId());
      default -> {} // not about jobs
    }
  }

  private void touch(UUID jobId) {
    if (watched.containsKey(jobId) || jobs.find(jobId).filter(LateWatch::expects).isPresent()) {
      changed.add(jobId);
      woken.release();
    }
  }

  private void learn(Event event) {
    switch (event) {
      case Event.RunStarted started -> learn(started.run());
      case Event.RunFinished finished -> learn(finished.run());
      case Event.RunCorrected corrected -> learn(corrected.run());
      case Event.RunsDeleted deleted -> {
        forgotten.set(true);
        woken.release();
      }
      case Event.LeadershipChanged changed when changed.isLeader() -> {
        stale.set(true); // what the last leader has told is in the store
        woken.release();
      }
      default -> {} // says nothing about what a job has done
    }
  }

  private void learn(Run run) {
    Watched job = watched.get(run.jobId());
    if (job != null && job.learn(run)) {
      moved.add(run.jobId());
      woken.release();
    }
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        look(time.nowMillis());
        await(LONGEST_WAIT);
      } catch (RuntimeException | Error e) { // or nobody would ever be late again
        LOG.error("It cannot be said which jobs are late; it is tried again", e);
        await(AGAIN);
      }
    }
  }

  private void await(Duration timeout) {
    try {
      if (woken.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        woken.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Takes up what has changed, and judges whose time is over. */
  private void look(Instant now) {
    if (Duration.between(lastLook, now).compareTo(OVERSLEPT) > 0) {
      watched.values().forEach(job -> job.judgeFrom(now.plus(SETTLING)));
    }
    lastLook = now;
    if (stale.getAndSet(false)) {
      save();
      watched.clear();
      deadlines.clear();
      load();
    }
    List<LateChange> changes = new ArrayList<>();
    drained(changed).forEach(id -> take(id, now).ifPresent(changes::add));
    kept.clear();
    settled = true;
    if (forgotten.getAndSet(false)) { // what they tell must be known after a restart, too
      watched.forEach(this::note);
    }
    drained(moved).forEach(id -> schedule(id, watched.get(id), now));
    while (!deadlines.isEmpty() && !deadlines.peek().at().isAfter(now)) {
      Deadline over = deadlines.poll();
      Watched job = over.of();
      if (watched.get(over.jobId()) == job && job.isLookedAt(over.at())) {
        judge(over.jobId(), job, now).ifPresent(changes::add);
      }
    }
    save();
    if (!changes.isEmpty()) {
      listeners.forEach(listener -> listener.accept(List.copyOf(changes)));
    }
  }

  private static Set<UUID> drained(Queue<UUID> queue) {
    Set<UUID> ids = new LinkedHashSet<>();
    for (UUID id = queue.poll(); id != null; id = queue.poll()) {
      ids.add(id);
    }
    return ids;
  }

  /** Takes up a job that is new, otherwise or gone; tells if it is late no more for that. */
  private Optional<LateChange> take(UUID id, Instant now) {
    Optional<JobIndexEntry> entry = jobs.find(id).filter(LateWatch::expects);
    Optional<Job> job = entry.flatMap(found -> tempo.findJob(id));
    Watched old = watched.get(id);
    if (job.isEmpty()) {
      return forget(id, old);
    }
    Plan plan = Plan.of(job.get(), entry.get().details().behaviour().expectation());
    if (old != null && old.plan().equals(plan)) {
      return Optional.empty();
    }
    Optional<WatchStore.Kept> left = Optional.ofNullable(kept.get(id));
    Progress before = left.map(WatchStore.Kept::progress).orElseGet(() -> Progress.since(now));
    Progress progress = old == null ? ran(id, before) : old.progress().from(now);
    Watched taken =
        new Watched(
            plan,
            progress,
            left.flatMap(WatchStore.Kept::late),
            settled ? now : now.plus(SETTLING));
    watched.put(id, taken);
    note(id, taken);
    schedule(id, taken, now);
    return old == null ? Optional.empty() : excused(entry.get(), old.late());
  }

  private Optional<LateChange> forget(UUID id, Watched old) {
    watched.remove(id);
    toSave.remove(id);
    if (tempo.nodes().isLeader()) {
      store.delete(id);
    }
    book.put(id, Optional.empty());
    Optional<Late> late = Optional.ofNullable(old).flatMap(Watched::late);
    return jobs.find(id).flatMap(entry -> excused(entry, late));
  }

  private Optional<LateChange> excused(JobIndexEntry entry, Optional<Late> late) {
    book.put(entry.id(), Optional.empty());
    return late.map(was -> new LateChange(entry, was, Change.EXCUSED));
  }

  /** How far a job has come, by its runs that are still there. */
  private Progress ran(UUID id, Progress before) {
    RunQuery newest = RunQuery.ALL.withJob(id).withRegularOnly().withLimit(RUNS_LOOKED_AT);
    Progress progress = before;
    for (Run run : tempo.store().runs().list(newest).runs()) {
      progress = progress.with(run);
    }
    RunQuery success =
        RunQuery.ALL
            .withJob(id)
            .withRegularOnly()
            .withStatus(RunStatus.SUCCESS)
            .withLimit(SUCCESSES_LOOKED_AT);
    for (Run run : tempo.store().runs().list(success).runs()) {
      progress = progress.with(run);
    }
    return progress;
  }

  private Optional<LateChange> judge(UUID id, Watched job, Instant now) {
    Optional<JobIndexEntry> entry = jobs.find(id);
    if (entry.isEmpty()) {
      return Optional.empty(); // it was deleted, and is forgotten with the next look
    }
    List<Plan.Due> due = job.plan().due(job.progress(), tempo.store().triggers());
    Optional<Late> was = job.late();
    boolean tooEarly = was.isEmpty() && job.judgedFrom().isAfter(now);
    Optional<Late> is =
        due.stream()
            .filter(one -> !tooEarly && !one.deadline().isAfter(now))
            .findFirst()
            .map(one -> lateAs(one, was));
    if (!is.equals(was)) {
      job.late(is);
      book.put(id, is);
      note(id, job);
    }
    if (is.isEmpty()) {
      schedule(job, id, due, now);
    }
    return change(entry.get(), was, is);
  }

  /** One lateness goes over into another; since when it lasts stays the same. */
  private static Late lateAs(Plan.Due due, Optional<Late> was) {
    if (was.isEmpty()) {
      return due.late();
    }
    return was.get().kind() == due.kind()
        ? was.get()
        : new Late(due.kind(), was.get().since(), due.expectedAt(), due.missedAt());
  }

  private static Optional<LateChange> change(
      JobIndexEntry job, Optional<Late> was, Optional<Late> is) {
    if (was.equals(is)) {
      return Optional.empty();
    }
    if (is.isEmpty()) {
      return was.map(late -> new LateChange(job, late, Change.RECOVERED));
    }
    Change change = was.isEmpty() ? Change.BECAME_LATE : Change.STILL_LATE;
    return is.map(late -> new LateChange(job, late, change));
  }

  private void schedule(UUID id, Watched job, Instant at) {
    if (job != null) {
      job.lookAt(at);
      deadlines.add(new Deadline(at, id, job));
    }
  }

  private void schedule(Watched job, UUID id, List<Plan.Due> due, Instant now) {
    due.stream()
        .map(Plan.Due::deadline)
        .min(Comparator.naturalOrder())
        .map(at -> Progress.latest(at, job.judgedFrom()))
        .map(at -> at.isAfter(now) ? at : now.plusMillis(1))
        .ifPresent(at -> schedule(id, job, at));
  }

  private void note(UUID id, Watched job) {
    toSave.put(id, new WatchStore.Kept(job.progress(), job.late()));
  }

  /** Of several nodes, which all watch, the leader writes and tells. */
  private void save() {
    if (!toSave.isEmpty()) {
      if (tempo.nodes().isLeader()) {
        store.save(Map.copyOf(toSave));
      }
      toSave.clear();
    }
  }
}
