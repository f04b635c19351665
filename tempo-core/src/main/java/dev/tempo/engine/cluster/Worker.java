package dev.tempo.engine.cluster;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ScriptText;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes what the leader has assigned to this node: runs that are under way under its
 * incarnation. It is told of them by this node's own leader, or reads what is new when it is woken,
 * and all each second, when it also sees what is durable and what was taken away. It starts only
 * what it may believe to be its own at that moment, and tells how everything ended; what it holds
 * for a run is released once the end is durable. Thread-safe; its ticks belong to one thread.
 *
 * <p>When the node loses its incarnation, handlers are interrupted, and what they say is told to
 * nobody; scripts whose job wants them once more when lost are ended; others go on. Under the next
 * incarnation it names those scripts, and the leader gives them to it.
 */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final StopCause LOST_NODE =
      new StopCause(StopCause.Kind.CANCEL, RunMessages.NODE_FENCED.text());

  private final ClusterStore cluster;
  private final Store store;
  private final AssignmentReader assignments;
  private final Membership membership;
  private final WorkLaunchers launchers;
  private final TimeSource time;
  private final Map<UUID, Work> works = new ConcurrentHashMap<>();
  private final ReportOutbox outbox;
  private final RunReports.Ways ways;
  private final LeftScripts left;
  private final SettledStarts settledStarts = new SettledStarts();
  private final AtomicBoolean looks = new AtomicBoolean(true);
  private final AtomicBoolean looksForNew = new AtomicBoolean(true);
  private volatile Runnable wake = () -> {};
  private final AtomicLong looksMade = new AtomicLong();
  private long lookedNanos;

  /** One that executes nothing yet. */
  public Worker(Places places, Membership membership, WorkLaunchers launchers, LocalLeader leader) {
    this.cluster = places.cluster();
    this.store = places.store();
    this.assignments = new AssignmentReader(store, cluster);
    this.time = places.time();
    this.membership = membership;
    this.launchers = launchers;
    this.outbox = new ReportOutbox(cluster.mailbox(), membership, time);
    this.ways = new RunReports.Ways(leader, outbox, () -> wake.run(), time);
    this.left = new LeftScripts(outbox, launchers, time);
  }

  /**
   * Where it looks.
   *
   * @param store has jobs
   * @param cluster has assignments
   * @param time is for time-outs
   */
  public record Places(Store store, ClusterStore cluster, TimeSource time) {}

  /** Has it ticked soon; to be set before it begins. */
  public void onLetters(Runnable action) {
    wake = action;
  }

  /** There may be new assignments. */
  public void lookForNew() {
    looksForNew.set(true);
    wake.run();
  }

  /** Anything may have become of what is assigned to this node. */
  public void look() {
    looks.set(true);
    wake.run();
  }

  /** This node's own leader has assigned a run to it, and that is durable. */
  public RunningWork begin(ActiveRun assigned) {
    begin(assigned.run(), Optional.of(assigned.job()), assigned.incarnation());
    return cause -> stop(assigned.run().id(), cause);
  }

  /** Asks a run to end that it executes. */
  public void stop(UUID runId, StopCause cause) {
    Work work = works.get(runId);
    if (work != null) {
      work.stop(cause);
    }
  }

  /** Asks all to end; scripts may be left running. */
  public void stopAll(StopCause cause, boolean leavesScripts) {
    for (Work work : works.values()) {
      if (!work.isOver() && !(leavesScripts && work.leave())) {
        work.stop(cause);
      }
    }
  }

  /** How often it has read what is assigned to this node; each time after the one before. */
  public long looks() {
    return looksMade.get();
  }

  /** Whether nothing runs any more that is waited for. */
  public boolean isIdle(boolean leavesScripts) {
    return works.values().stream().allMatch(work -> work.isOver() || leavesScripts && work.leave());
  }

  /** Whether every end is durable. */
  public boolean isTold() {
    return works.values().stream().noneMatch(Work::isOver);
  }

  /** Whether some work is done on this thread. */
  public boolean isOn(Thread thread) {
    return works.values().stream().anyMatch(work -> work.isOn(thread));
  }

  /** The node has lost an incarnation. */
  public void fenced(UUID incarnation) {
    for (Work work : works.values()) {
      if (work.reports.incarnation().equals(incarnation)) {
        work.fence();
      }
    }
  }

  /** Looks after all; how long until the next time. */
  public long tick() {
    Optional<UUID> incarnation = membership.incarnation();
    try {
      if (incarnation.isPresent()) {
        name(incarnation.get());
        look(incarnation.get());
        works.values().forEach(work -> work.reports.tellAgain());
        outbox.post(incarnation.get());
      }
    } catch (StoreException e) {
      LOG.debug("Assignments cannot be looked at: {}", ExceptionText.message(e));
      looks.set(true);
    }
    long left = LOOK_NANOS;
    for (Work work : works.values()) {
      if (!work.isOver()) {
        left = Math.min(left, work.keepTime());
      }
    }
    return left;
  }

  /** Under a new incarnation, names the scripts that are here. */
  private void name(UUID incarnation) {
    if (left.name(incarnation, this::scripts)) {
      looks.set(true);
    }
  }

  private Set<UUID> scripts() {
    return works.values().stream()
        .filter(work -> work.isScript() && !work.isSettled.get())
        .map(work -> work.runId)
        .collect(Collectors.toSet());
  }

  private void look(UUID incarnation) {
    boolean isAll = looks.getAndSet(false) || time.nanoTime() - lookedNanos >= LOOK_NANOS;
    if (looksForNew.getAndSet(false) || isAll) {
      assignments.readNew(incarnation, this::begin);
    }
    if (isAll) {
      lookAtAll(incarnation);
    }
  }

  private void lookAtAll(UUID incarnation) {
    lookedNanos = time.nanoTime();
    tellLost(incarnation);
    Collection<Work> before = List.copyOf(works.values());
    Set<UUID> settledBefore = settledStarts.runs();
    Set<UUID> mine = assignments.ids(incarnation); // after what may have ended by then
    before.stream()
        .filter(work -> mine.contains(work.runId))
        .forEach(work -> work.reports.moved(incarnation));
    takenAway(before.stream().filter(work -> !mine.contains(work.runId)).toList());
    Predicate<UUID> isNew = runId -> !works.containsKey(runId);
    assignments.read(
        incarnation,
        mine.stream().filter(isNew).sorted().toList(),
        (run, job, now) -> {
          if (settledBefore.contains(run.id())) {
            settledStarts.forgetLost(run);
          }
          begin(run, job, now);
        });
    left.all().stream().filter(id -> !mine.contains(id)).forEach(id -> seeOut(id, incarnation));
    settledBefore.stream().filter(id -> !mine.contains(id)).forEach(settledStarts::remove);
    for (Mailbox.StopRequest stop : cluster.mailbox().stops(incarnation)) {
      stop(stop.runId(), WireFormat.read(stop.cause(), StopCause.class));
    }
    looksMade.incrementAndGet();
  }

  /** What the database has lost of what was told long ago. */
  private void tellLost(UUID incarnation) {
    Set<UUID> unheard =
        works.values().stream()
            .filter(work -> work.reports.isUnheard())
            .map(work -> work.runId)
            .collect(Collectors.toSet());
    for (Run run : assignments.lost(incarnation, unheard)) {
      works.computeIfPresent(run.id(), (id, work) -> work.tellLost(run));
    }
  }

  /** The leader does not count these as this node's. */
  private void takenAway(List<Work> gone) {
    Set<UUID> told = // or else they may be lost, and their true ends unheard
        gone.stream().filter(Work::isToldEnd).map(work -> work.runId).collect(Collectors.toSet());
    gone.forEach(Work::abandon); // first, since the store may not answer
    Set<UUID> settled = assignments.settled(told);
    for (Work work : gone) {
      if (told.contains(work.runId) && (work.isDropped || settled.contains(work.runId))) {
        work.settled();
      }
    }
  }

  /** A start is heard of more than once, and an earlier one may be heard of after a later one. */
  private void begin(Run run, Optional<Job> job, UUID incarnation) {
    if (settledStarts.contains(run)) {
      return;
    }
    Work before = works.get(run.id());
    if (before != null && before.isOfAnotherStart(run)) {
      before.settled();
    }
    Work known = works.get(run.id());
    if (known != null) {
      known.reports.moved(incarnation); // a script that goes on under a new one
      return;
    }
    boolean isLeft = left.contains(run.id());
    if (job.filter(found -> isLeft || found.version() == run.job().version()).isPresent()) {
      begin(run, job.get(), incarnation);
    } else {
      Work unbegun = new Work(run, job, incarnation);
      works.put(run.id(), unbegun);
      unbegun.ended(RunOutcome.unstarted());
    }
  }

  /** What was left and is lost goes on: its end is told, unless its work is done again. */
  private void seeOut(UUID runId, UUID incarnation) {
    Optional<Run> run = store.runs().find(runId);
    if (run.filter(one -> one.status() == RunStatus.LOST).isPresent()) {
      Optional<Job> job = store.jobs().find(run.get().jobId());
      Work work = new Work(run.get(), job, incarnation);
      if (job.isPresent() && works.putIfAbsent(runId, work) == null) {
        work.begin();
        work.fence();
      }
    } else if (run.filter(one -> !one.status().isFinal()).isEmpty()) {
      left.take(runId); // nothing is to be done for it here
    }
  }

  private void begin(Run run, Job job, UUID incarnation) {
    Work work = new Work(run, Optional.of(job), incarnation);
    if (works.putIfAbsent(run.id(), work) == null) {
      if (membership.isMember(incarnation)) {
        work.begin();
      } else {
        works.remove(run.id(), work); // the leader learns that this node is none any more
      }
    }
  }

  /** One run, from its assignment until its end is durable. */
  private final class Work implements WorkCallback {
    private final UUID runId;
    private final ActiveRun active;
    private final boolean isHandler;
    private final RunReports reports;
    private final AtomicBoolean isSettled = new AtomicBoolean();
    private volatile boolean isDropped;
    private volatile RunOutcome outcome;
    private final long createdNanos = time.nanoTime();
    private final HandlerTime handlerTime;

    Work(Run run, Optional<Job> job, UUID incarnation) {
      this.runId = run.id();
      this.active = new ActiveRun(run, job.orElse(null), incarnation);
      this.handlerTime = new HandlerTime(active);
      this.isHandler = job.filter(one -> one.task() instanceof ScriptTask).isEmpty();
      this.reports = new RunReports(ways, runId, incarnation, isSettled::get);
    }

    void begin() {
      RunningWork started =
          left.take(runId) ? launchers.adopt(active, this) : launchers.launch(active, this);
      synchronized (this) {
        active.execution(started);
      }
    }

    boolean isScript() {
      return !isHandler;
    }

    boolean isOver() {
      return outcome != null;
    }

    synchronized boolean isOn(Thread thread) {
      return active.isOn(thread);
    }

    synchronized boolean leave() {
      return active.leave();
    }

    synchronized void stop(StopCause cause) {
      if (active.stop(cause)) {
        handlerTime.stopped(time.nanoTime());
      }
    }

    void fence() {
      isDropped = isHandler;
      boolean isRepeated = active.job() != null && active.job().policy().rerunIfLost();
      if (isHandler || isRepeated) {
        stop(LOST_NODE);
      }
      if (isHandler && isOver()) {
        settled();
      }
    }

    boolean isToldEnd() {
      return isOver() && reports.isEndTold();
    }

    /** What it told of the earlier start has become durable. */
    boolean isOfAnotherStart(Run run) {
      return isToldEnd() && !run.startedAt().equals(active.run().startedAt());
    }

    /** What another one has, or nobody, is no handler's of this node. */
    void abandon() {
      if (isHandler && !isOver() && !isDropped) {
        isDropped = true;
        stop(LOST_NODE);
      }
    }

    @Override
    public void ended(RunOutcome how) {
      synchronized (this) {
        if (outcome != null) {
          how.afterDurable().run(); // it was given up before
          return;
        }
        reports.ends(report(how));
        outcome = how;
      }
      if (isDropped) {
        settled();
      } else {
        reports.tellEnd(this::settled);
      }
    }

    private Report.Ended report(RunOutcome how) {
      long nanos = time.nanoTime() - active.startedNanos().orElse(createdNanos);
      Duration took = Duration.ofNanos(Math.max(0, nanos));
      StopCause cause = active.stopCause();
      return cause == LOST_NODE
          ? Report.Ended.cutOff(how, cause, took)
          : Report.Ended.of(how, Optional.ofNullable(cause), took);
    }

    @Override
    public void read(String sha256, ScriptText script) {
      reports.say(new Report.Read(sha256, script), !isDropped);
    }

    @Override
    public void handedOver(String text) {
      reports.say(new Report.HandedOver(text), !isDropped);
    }

    Work tellLost(Run run) {
      if (run.startedAt().equals(active.run().startedAt())) {
        LOG.warn("The database has lost how run {} ended: it is told again", runId);
        reports.tellLost();
      }
      return this;
    }

    private void settled() {
      if (isSettled.getAndSet(true)) {
        return;
      }
      settledStarts.add(active.run());
      works.remove(runId, this);
      outcome.afterDurable().run();
    }

    /** Of handlers; a script's time is its supervisor's. Returns how much is left. */
    synchronized long keepTime() {
      if (nanosLeft() <= 0) {
        if (active.stopCause() == null) {
          Duration timeout = active.timeout().orElseThrow();
          stop(new StopCause(StopCause.Kind.TIMEOUT, StopCause.timeoutText(timeout)));
        } else {
          ended(RunOutcome.permanentFailure(handlerTime.overText()));
        }
      }
      return nanosLeft();
    }

    private long nanosLeft() {
      boolean isTimed = isHandler && !isOver() && active.job() != null;
      return isTimed ? handlerTime.nanosLeft(time.nanoTime()) : Long.MAX_VALUE;
    }
  }
}
