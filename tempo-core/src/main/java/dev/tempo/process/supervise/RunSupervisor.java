package dev.tempo.process.supervise;

import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.ProcessResult.Ending;
import dev.tempo.process.ProcessSpec.OrphanPolicy;
import dev.tempo.process.ResourceSample;
import dev.tempo.process.StopReason;
import dev.tempo.process.SupervisedProcess;
import dev.tempo.process.linux.Cgroup;
import dev.tempo.process.system.ProcessBackend.Ended;
import dev.tempo.process.system.ProcessEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervises one run: a state machine with five phases, driven by the supervisor's thread.
 *
 * <pre>
 * RUNNING   until the command ends, or a stop, the time-out or a limit: then SIGTERM to the tree
 * ENDING    the grace: until nothing is left, or it is over
 * KILLING   SIGKILL to all but the wrapper, until two scans in a row find nothing
 * WAITING   for the wrapper to write down the end; if it does not, it is killed too
 * DRAINING  until all that was written is in the files
 * DONE      the result is stored, then published
 * </pre>
 *
 * <p>A command that ends leaving processes behind passes through the same phases: they get SIGTERM,
 * the grace, SIGKILL. The wrapper is the last to go because only it can tell how the command ended.
 * Two scans, because a process may have forked while the first one passed it by.
 *
 * <p>A process in uninterruptible sleep cannot be killed. After {@link #PATIENCE} the run is
 * finished without it, and the result counts the survivors.
 */
public final class RunSupervisor implements SupervisedProcess {
  private static final Logger LOG = LoggerFactory.getLogger(RunSupervisor.class);
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
  private static final long KILL_ROUND_NANOS = Duration.ofMillis(5).toNanos();
  private static final long WRAPPER_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SHORT_NANOS = Duration.ofMillis(250).toNanos(); // no wrap of numbers
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int QUIET_SCANS = 2;
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();
  private static final int MOST_DOUBLINGS = 8; // five seconds

  private enum Phase {
    RUNNING,
    ENDING,
    KILLING,
    WAITING,
    DRAINING,
    DONE
  }

  private final SupervisedRun subject;
  private final SupervisorContext services;
  private final SupervisorLoop loop;
  private final Relays relays;
  private final ProcessTree tree;
  private final TreeKiller killer;
  private final Sampler sampler;
  private final CommandEnd command;
  private final CompletableFuture<ProcessResult> result = new CompletableFuture<>();
  private final AtomicReference<Ending> requested = new AtomicReference<>();
  private final long startNanos;
  private final long timeoutNanos;
  private final boolean adopted;

  private Phase phase = Phase.RUNNING;
  private Ending ending = Ending.BY_ITSELF;
  private Optional<Ended> leaderEnd = Optional.empty();
  private long nextNanos;
  private long deadlineNanos; // of the phase
  private int quietScans;
  private int survivors;
  private int relaysLost;
  private boolean relaysKilled;
  private int failures; // in a row
  private long firstFailureNanos;

  /**
   * A run that began {@code ageNanos} ago.
   *
   * @param adopted whether an earlier supervisor started it
   */
  RunSupervisor(SupervisedRun subject, SupervisorLoop loop, long ageNanos, boolean adopted) {
    this.subject = subject;
    this.services = loop.services();
    this.loop = loop;
    this.relays = new Relays(subject, services);
    this.tree = new ProcessTree(subject, relays);
    this.killer = new TreeKiller(services, subject, tree);
    this.startNanos = services.nanos() - ageNanos;
    this.sampler = new Sampler(subject, services, startNanos, adopted);
    this.command = new CommandEnd(subject, services, sampler);
    this.adopted = adopted;
    this.timeoutNanos =
        startNanos
            + subject.policy().timeout().map(RunSupervisor::nanos).orElse(Long.MAX_VALUE / 2);
    this.nextNanos = Math.min(sampler.nextLook(), timeoutNanos);
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0
        ? Long.MAX_VALUE / 2
        : duration.toNanos();
  }

  @Override
  public UUID id() {
    return subject.directory().id();
  }

  @Override
  public ProcessIdentity identity() {
    return subject.identity();
  }

  @Override
  public Duration age() {
    return Duration.ofNanos(Math.max(0, services.nanos() - startNanos));
  }

  @Override
  public Path stdout() {
    return subject.directory().output().stdout();
  }

  @Override
  public Path stderr() {
    return subject.directory().output().stderr();
  }

  @Override
  public CompletableFuture<ProcessResult> result() {
    return result;
  }

  @Override
  public Optional<ResourceSample> usage() {
    return sampler.last();
  }

  @Override
  public void onSample(Consumer<ResourceSample> listener) {
    sampler.add(listener);
  }

  @Override
  public void stop(StopReason reason) {
    request(new Ending(EndedBy.STOPPED, Optional.of(reason), Optional.empty()));
  }

  /** Stores the intent, then has it carried out. Any thread. */
  private void request(Ending cause) {
    if (!result.isDone() && requested.compareAndSet(null, cause)) {
      storeIntent(cause);
      loop.wake(this);
    }
  }

  /** Goes on with a stop that an earlier supervisor had begun. */
  void resumeStop(Ending cause) {
    requested.set(cause);
    ending = cause;
    nextNanos = services.nanos();
  }

  /** The wrapper went while nobody watched, leaving members behind; see {@link ProcessTree}. */
  void leaderIsGone(ProcessSnapshot snapshot) {
    tree.doubtSession(snapshot);
    ended(Ended.unknown(subject.pid()));
  }

  private void storeIntent(Ending cause) {
    try {
      subject.directory().writeStop(cause);
    } catch (IOException e) {
      LOG.warn("the intent to stop {} could not be stored; it is stopped all the same", id(), e);
    }
  }

  // From here on everything is done by the supervisor's thread.

  /** When {@link #tick} wants to be called next, in monotonic time. */
  long nextNanos() {
    return nextNanos;
  }

  boolean hasLostLeader() {
    return leaderEnd.isPresent();
  }

  boolean isDone() {
    return phase == Phase.DONE;
  }

  /** Has {@link #tick} called as soon as possible. */
  void expedite() {
    nextNanos = services.nanos();
  }

  /** Has its output wait, or go on. */
  void pauseOutput(boolean wait) {
    relays.pause(wait);
  }

  /** Whether an earlier supervisor started it. */
  boolean isAdopted() {
    return adopted;
  }

  /** The wrapper has ended, or a relay. */
  void ended(Ended end) {
    if (end.pid() == subject.pid()) {
      leaderEnd = Optional.of(end);
    }
    expedite();
  }

  /** The supervisor is closed, or could not go on with this run; the process is left alone. */
  void abandon(ProcessException reason) {
    result.completeExceptionally(reason);
    phase = Phase.DONE; // not before, or a failure in between would leave it without an end
  }

  /** {@link #tick} was done. */
  void succeeded() {
    failures = 0;
  }

  /**
   * {@link #tick} failed: it is tried again, and after minutes in vain nothing is to go on unseen,
   * so the process is ended as well as can be, and given up.
   */
  void failed(Throwable failure) {
    long now = services.nanos();
    firstFailureNanos = failures == 0 ? now : firstFailureNanos;
    nextNanos = now + (FIRST_PAUSE_NANOS << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    if (now - firstFailureNanos >= services.timing().patience().toNanos()) {
      giveUp(failure);
    }
  }

  private void giveUp(Throwable failure) {
    long leader = subject.pid();
    try {
      if (leaderEnd.isEmpty()) { // or its number might be another's
        boolean group = services.host().hasSessions();
        services.host().kill(group ? List.of(-leader, leader) : List.of(leader));
      }
    } finally {
      abandon(new ProcessException(ProcessMessages.NOT_SUPERVISED.text(failure), failure));
    }
  }

  /**
   * Does what is due.
   *
   * @param now monotonic time
   * @param scan the process table of this moment, read when first asked for
   */
  void tick(long now, Supplier<ProcessSnapshot> scan) {
    switch (phase) {
      case RUNNING -> running(now, scan);
      case ENDING -> ending(now, scan);
      case KILLING -> killing(now, scan);
      case WAITING -> waiting(now, scan);
      case DRAINING -> draining(now, scan);
      case DONE -> {}
    }
  }

  private void running(long now, Supplier<ProcessSnapshot> scan) {
    if (leaderEnd.isPresent()) {
      commandEnded(now, scan);
      return;
    }
    if (requested.get() == null && now >= timeoutNanos) {
      requestHere(
          EndedBy.TIMEOUT,
          ProcessMessages.TIME_LIMIT.text(subject.policy().timeout().orElseThrow()));
    }
    if (requested.get() == null && now >= sampler.nextLook()) {
      ProcessSnapshot snapshot = scan.get();
      relaysLost += loop.outputWaits() ? 0 : relays.renew();
      sampler
          .look(now, snapshot, tree.members(snapshot))
          .ifPresent(breach -> requestHere(EndedBy.LIMIT, breach));
    }
    if (requested.get() != null) {
      terminate(now, scan);
    } else {
      nextNanos = Math.min(sampler.nextLook(), timeoutNanos);
    }
  }

  private void requestHere(EndedBy by, String explanation) {
    Ending cause = new Ending(by, Optional.empty(), Optional.of(explanation));
    if (requested.compareAndSet(null, cause)) {
      storeIntent(cause);
    }
  }

  /** A command that has just ended by itself is not said to have been stopped. */
  private void terminate(long now, Supplier<ProcessSnapshot> scan) {
    relays.findUnnoted();
    if (command.exitFile().isEmpty()) {
      ending = requested.get();
      killer.terminate(scan.get());
    }
    beginGrace(now);
  }

  private void commandEnded(long now, Supplier<ProcessSnapshot> scan) {
    relays.findUnnoted();
    if (requested.get() != null && command.exitFile().isEmpty()) {
      ending = requested.get(); // the wrapper was hit before it had begun
    }
    Collection<ProcessEntry> leftovers = remaining(scan);
    if (leftovers.isEmpty() || subject.policy().orphans() == OrphanPolicy.LEAVE) {
      drain(now, scan);
    } else {
      killer.terminate(leftovers);
      beginGrace(now);
    }
  }

  private void beginGrace(long now) {
    phase = Phase.ENDING;
    deadlineNanos = now + nanos(subject.policy().grace());
    nextNanos = leaderEnd.isPresent() ? Math.min(deadlineNanos, now + POLL_NANOS) : deadlineNanos;
  }

  private void ending(long now, Supplier<ProcessSnapshot> scan) {
    if (leaderEnd.isPresent() && remaining(scan).isEmpty()) {
      drain(now, scan);
    } else if (now >= deadlineNanos) {
      phase = Phase.KILLING;
      deadlineNanos = now + PATIENCE.toNanos();
      expedite();
    } else {
      long poll = leaderEnd.isPresent() ? now + POLL_NANOS : deadlineNanos;
      nextNanos = Math.min(deadlineNanos, poll);
    }
  }

  /** What lives of the tree. An empty cgroup, or a short life, answers that without a scan. */
  private Collection<ProcessEntry> remaining(Supplier<ProcessSnapshot> scan) {
    boolean confined =
        subject.cgroup().isPresent()
            && !subject.directory().isOutsideCgroup()
            && subject.cgroup().get().hasBeenEntered();
    boolean empty =
        confined
            ? !subject.cgroup().get().isPopulated()
            : isShort() && tree.hasSurelyGone(services.table());
    return empty ? List.of() : tree.allMembers(scan.get());
  }

  private boolean isShort() {
    return services.nanos() - startNanos < SHORT_NANOS;
  }

  private void killing(long now, Supplier<ProcessSnapshot> scan) {
    Collection<ProcessEntry> found = killer.kill(scan.get());
    quietScans = found.isEmpty() ? quietScans + 1 : 0;
    nextNanos = now + KILL_ROUND_NANOS;
    if (!found.isEmpty() && now >= deadlineNanos) {
      LOG.warn("run {}: {} processes cannot be killed; they are left", id(), found.size());
      survivors = found.size();
    }
    if (quietScans >= QUIET_SCANS || survivors > 0) {
      phase = Phase.WAITING;
      deadlineNanos = services.host().hasSessions() ? now + WRAPPER_NANOS : now;
      waiting(now, scan);
    }
  }

  private void waiting(long now, Supplier<ProcessSnapshot> scan) {
    if (leaderEnd.isPresent() && (survivors > 0 || remaining(scan).isEmpty())) {
      drain(now, scan);
      return;
    } else if (leaderEnd.isPresent()) { // it had not begun when it was looked for
      phase = Phase.KILLING;
      quietScans = 0;
      deadlineNanos = now + PATIENCE.toNanos();
    } else if (now >= deadlineNanos) {
      killer.killLeader();
      deadlineNanos = now + WRAPPER_NANOS;
    }
    nextNanos = deadlineNanos;
  }

  private void drain(long now, Supplier<ProcessSnapshot> scan) {
    phase = Phase.DRAINING;
    quietScans = 0;
    deadlineNanos = now + PATIENCE.toNanos();
    relays.living().forEach(relay -> loop.listen(this, identity(relay)));
    draining(now, scan);
  }

  private ProcessIdentity identity(ProcessEntry entry) {
    return new ProcessIdentity(entry.pid(), entry.start(), services.table().bootId());
  }

  /**
   * The relays end with the last writer. A process that is not ended, or has escaped, may be one;
   * then it has to do that nothing is on its way.
   */
  private void draining(long now, Supplier<ProcessSnapshot> scan) {
    if (relays.living().isEmpty()) {
      finish(now);
      return;
    }
    deadlineNanos = loop.outputWaits() && !relaysKilled ? now + PATIENCE.toNanos() : deadlineNanos;
    quietScans = relays.areIdle() ? quietScans + 1 : 0;
    boolean over = now >= deadlineNanos;
    if (relaysKilled && over) {
      finish(now);
      return;
    }
    if (!relaysKilled && (quietScans > QUIET_SCANS || over)) {
      relays.end(!tree.allMembers(scan.get()).isEmpty());
      relaysKilled = true;
      deadlineNanos = now + WRAPPER_NANOS;
    }
    nextNanos = now + KILL_ROUND_NANOS;
  }

  private void finish(long now) {
    relays.reap();
    ProcessResult outcome = command.result(now, leaderEnd, ending, cleanup());
    try {
      subject.directory().writeResult(outcome);
    } catch (IOException e) {
      LOG.warn(
          "the result of {} could not be stored; after a crash it is worked out anew", id(), e);
    }
    subject.cgroup().ifPresent(Cgroup::delete);
    result.complete(outcome);
    phase = Phase.DONE; // as in abandon
  }

  private ProcessResult.Cleanup cleanup() {
    boolean byItself = ending.by() == EndedBy.NONE;
    return new ProcessResult.Cleanup(
        byItself ? 0 : killer.killedCount(),
        byItself ? killer.killedCount() : 0,
        survivors,
        byItself ? killer.names() : List.of(),
        relaysLost);
  }
}
