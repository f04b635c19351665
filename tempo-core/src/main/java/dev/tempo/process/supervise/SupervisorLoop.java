package dev.tempo.process.supervise;

import dev.tempo.internal.message.HealthMessages;
import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.internal.message.UnitMessages;
import dev.tempo.process.DiskReserve;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor's only thread. It sleeps until a process ends, somebody wants something, or
 * something is due; then does all that is due, with at most one scan of the process table for all
 * runs together. It is a platform thread, because it spends its life in native calls, which would
 * pin a carrier. It is there only while something is supervised, and a moment longer.
 *
 * <p>What fails for one run, out of memory or by an error of ours, is tried again for that run,
 * less and less often, and a run for which it keeps failing is given up. What fails for all is
 * tried again, too; the thread never ends by it.
 */
public final class SupervisorLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisorLoop.class);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.DAYS.toNanos(1);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int MOST_DOUBLINGS = 7;

  private final SupervisorContext services;
  private final DiskReserve reserve;
  private final Queue<RunSupervisor> arrivals = new ConcurrentLinkedQueue<>();
  private final Queue<RunSupervisor> impatient = new ConcurrentLinkedQueue<>();
  private final Queue<ProcessIdentity> helpers = new ConcurrentLinkedQueue<>();
  private final Set<RunSupervisor> supervised = new LinkedHashSet<>();
  private final Map<Long, RunSupervisor> byLeader = new HashMap<>();
  private final Set<RunSupervisor> unwatched = new LinkedHashSet<>(); // of those supervised
  private final ReentrantLock lock = new ReentrantLock();
  private final RunMarkers cookies;
  private Thread thread; // guarded by lock; null while nothing runs
  private volatile boolean closed;
  private volatile long dueNanos; // when the thread is to make its next turn
  private volatile int failures; // in a row
  private long reserveCheckNanos = Long.MIN_VALUE;
  private boolean outputWaits;

  public SupervisorLoop(SupervisorContext services, DiskReserve reserve) {
    this.services = services;
    this.reserve = reserve;
    this.cookies = new RunMarkers(services.table());
  }

  SupervisorContext services() {
    return services;
  }

  /** Takes over a run. */
  public void add(RunSupervisor supervision) {
    arrivals.add(supervision);
    try {
      ensureThread();
    } catch (OutOfMemoryError e) { // the process is there already, so it has to be supervised
      tell("The supervisor's thread cannot be started; it is tried again", e);
      Thread.ofVirtual().name("tempo-supervisor-start").start(this::ensureThreadLater);
    }
    if (closed) {
      supervision.abandon(closing());
    }
  }

  /** Has a run told of the end of another process. For the supervisor's thread. */
  void listen(RunSupervisor supervision, ProcessIdentity identity) {
    if (byLeader.putIfAbsent(identity.pid(), supervision) == null) {
      services.host().watch(identity);
    }
  }

  /** Has a process waited for, when it ends, that belongs to no run. */
  void reapLater(ProcessIdentity helper) {
    helpers.add(helper);
  }

  private static ProcessException closing() {
    return new ProcessException(ProcessMessages.CLOSED.text());
  }

  /** Has a run looked at right away. */
  void wake(RunSupervisor supervision) {
    impatient.add(supervision);
    ensureThread();
  }

  private void ensureThreadLater() {
    boolean there = false;
    while (!there) {
      LockSupport.parkNanos(WAIT_NANOS);
      try {
        ensureThread();
        there = true;
      } catch (OutOfMemoryError e) {
        there = closed;
      }
    }
  }

  /** What is wrong if nothing was supervised for longer than so, though something should be. */
  public Optional<String> problem(Duration patience) {
    lock.lock();
    try {
      boolean idle = thread == null && arrivals.isEmpty() && impatient.isEmpty();
      if (idle || closed) {
        return Optional.empty();
      }
      if (thread == null || !thread.isAlive()) {
        return Optional.of(HealthMessages.SUPERVISOR_STOPPED.text());
      }
    } finally {
      lock.unlock();
    }
    if (services.nanos() - dueNanos > patience.toNanos()) {
      return Optional.of(HealthMessages.SUPERVISOR_SLOW.text(UnitMessages.seconds(patience)));
    }
    return failures > MOST_DOUBLINGS
        ? Optional.of(HealthMessages.SUPERVISOR_FAILS.text())
        : Optional.empty();
  }

  private void ensureThread() {
    lock.lock();
    try {
      if (thread == null && !closed) {
        dueNanos = services.nanos();
        failures = 0;
        thread = Thread.ofPlatform().name("tempo-supervisor").daemon().start(this::run);
      }
    } finally {
      lock.unlock();
    }
    services.host().wake();
  }

  private void run() {
    boolean over = false;
    while (!over) {
      try {
        supervise();
        over = true;
      } catch (RuntimeException | Error e) {
        tell("The supervisor's thread failed, and goes on", e);
        LockSupport.parkNanos(FIRST_PAUSE_NANOS << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        unwatched.addAll(supervised); // ends may have been lost meanwhile
      }
    }
  }

  /** Out of memory, even this may fail. */
  private static void tell(String what, Throwable failure) {
    try {
      LOG.error("{}", what, failure);
    } catch (RuntimeException | Error e) {
      Thread.onSpinWait();
    }
  }

  private void abandonAll(ProcessException reason) {
    supervised.forEach(supervision -> supervision.abandon(reason));
    supervised.clear();
    byLeader.clear();
    unwatched.clear();
  }

  private void supervise() {
    boolean lingering = false;
    while (!closed) {
      dueNanos = services.nanos();
      takeArrivals();
      long due = tickAll();
      if (supervised.isEmpty() && lingering && retire()) {
        return;
      }
      lingering = supervised.isEmpty();
      long now = services.nanos();
      long wait = lingering ? LINGER_NANOS : Math.clamp(due - now, 0, LONGEST_WAIT_NANOS);
      dueNanos = now + wait;
      for (ProcessBackend.Ended end : services.host().await(wait)) {
        RunSupervisor supervision = byLeader.remove(end.pid());
        if (supervision != null) {
          supervision.ended(end);
        }
      }
      failures = 0;
    }
    takeArrivals();
    abandonAll(closing());
  }

  private void takeArrivals() {
    for (RunSupervisor next = arrivals.poll(); next != null; next = arrivals.poll()) {
      supervised.add(next);
      unwatched.add(next);
      if (next.isAdopted()) {
        next.pauseOutput(outputWaits); // as an earlier supervisor may have left it
      }
    }
    for (RunSupervisor next : List.copyOf(unwatched)) {
      if (!next.hasLostLeader()) {
        byLeader.put(next.identity().pid(), next);
        services.host().watch(next.identity());
      }
      unwatched.remove(next);
    }
    for (ProcessIdentity next = helpers.poll(); next != null; next = helpers.poll()) {
      services.host().watch(next);
    }
    for (RunSupervisor next = impatient.poll(); next != null; next = impatient.poll()) {
      next.expedite();
    }
  }

  /** Does what is due, and returns when something is due again. */
  private long tickAll() {
    Scan scan = new Scan(services.table(), cookies);
    long now = services.nanos();
    long next = supervised.isEmpty() ? Long.MAX_VALUE : checkReserve(now);
    Iterator<RunSupervisor> all = supervised.iterator();
    while (all.hasNext()) {
      RunSupervisor supervision = all.next();
      if (supervision.nextNanos() <= now) {
        tick(supervision, now, scan);
      }
      if (supervision.isDone()) {
        byLeader.remove(supervision.identity().pid(), supervision);
        unwatched.remove(supervision);
        all.remove();
      } else {
        next = Math.min(next, supervision.nextNanos());
      }
    }
    return next;
  }

  /**
   * Output waits while there is no more room than what is to be kept; returns when to look next.
   */
  private long checkReserve(long now) {
    if (now >= reserveCheckNanos) {
      try {
        lookForRoom();
      } catch (RuntimeException e) {
        tell("Whether there is room on the disk cannot be found out just now", e);
      }
      reserveCheckNanos = now + (outputWaits ? WAIT_NANOS : reserve.calmNanos());
    }
    return reserveCheckNanos;
  }

  private void lookForRoom() {
    Optional<String> shortage = reserve.shortage();
    boolean changed = outputWaits != shortage.isPresent();
    outputWaits = shortage.isPresent();
    if (changed && outputWaits) {
      LOG.warn("{}", shortage.get());
    } else if (changed) {
      LOG.info("There is room on the disk again; output goes on");
    }
    if (changed || outputWaits) { // again and again, for those that have begun meanwhile
      supervised.forEach(supervision -> supervision.pauseOutput(outputWaits));
    }
  }

  /** Whether all output waits for room on the disk. For the supervisor's thread. */
  boolean outputWaits() {
    return outputWaits;
  }

  private static void tick(RunSupervisor supervision, long now, Scan scan) {
    try {
      supervision.tick(now, scan::get);
      supervision.succeeded();
    } catch (RuntimeException | Error e) {
      tell("Run " + supervision.id() + " could not be supervised just now", e);
      supervision.failed(e);
    }
  }

  private boolean retire() {
    lock.lock();
    try {
      boolean idle = arrivals.isEmpty() && impatient.isEmpty();
      if (idle) {
        thread = null;
      }
      return idle;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread and abandons all runs. The caller closes the host afterwards. */
  public void close() {
    lock.lock();
    Thread last;
    try {
      closed = true;
      last = thread;
    } finally {
      lock.unlock();
    }
    services.host().wake();
    if (last != null && last != Thread.currentThread()) {
      join(last);
    }
  }

  private static void join(Thread last) {
    boolean interrupted = false;
    while (last.isAlive()) {
      try {
        last.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The process table, read when first asked for. */
  private static final class Scan {
    private final ProcessTable table;
    private final RunMarkers cookies;
    private ProcessSnapshot snapshot;

    private Scan(ProcessTable table, RunMarkers cookies) {
      this.table = table;
      this.cookies = cookies;
    }

    private ProcessSnapshot get() {
      if (snapshot == null) {
        snapshot = new ProcessSnapshot(table, cookies);
      }
      return snapshot;
    }
  }
}
