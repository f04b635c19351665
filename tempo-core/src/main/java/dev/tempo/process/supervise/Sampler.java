package dev.tempo.process.supervise;

import dev.tempo.process.ProcessResult.Totals;
import dev.tempo.process.ResourceSample;
import dev.tempo.process.supervise.UsageMeter.Look;
import dev.tempo.process.system.ProcessEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a run is looked at, tells the listeners, and judges the limits. A run is first
 * looked at after 100 ms and first reported after half a second, so that short ones show too. Used
 * by the supervisor's thread, except for {@link #add} and {@link #last}.
 */
final class Sampler {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
  private static final Duration FIRST_LOOK = Duration.ofMillis(100);
  private static final Duration FIRST_REPORT = Duration.ofMillis(500);
  private static final Duration GRID = Duration.ofMillis(50);

  private final SupervisedRun subject;
  private final SupervisorContext services;
  private final UsageMeter meter;
  private final LimitEnforcer guard;
  private final List<Consumer<ResourceSample>> listeners = new CopyOnWriteArrayList<>();
  private final long startNanos;
  private volatile Optional<ResourceSample> last = Optional.empty();
  private Optional<Look> reported;
  private long nextReport;
  private long nextLook;

  Sampler(SupervisedRun subject, SupervisorContext services, long startNanos, boolean adopted) {
    this.subject = subject;
    this.services = services;
    this.meter = new UsageMeter(subject.identity(), subject.cgroup());
    this.guard = new LimitEnforcer(subject.policy().limits(), subject.cgroup());
    this.startNanos = startNanos;
    this.reported = adopted ? Optional.empty() : Optional.of(new Look(startNanos, 0, 0, 0));
    long from = adopted ? services.nanos() : startNanos;
    Duration first = shorter(FIRST_REPORT, services.timing().sample());
    this.nextReport = onGrid(from + first.toNanos(), GRID.toNanos());
    this.nextLook = onGrid(from + shorter(FIRST_LOOK, first).toNanos(), GRID.toNanos());
  }

  /** The next multiple of the step after a time: there all runs meet, and one scan serves them. */
  private static long onGrid(long nanos, long step) {
    return (Math.floorDiv(nanos, step) + 1) * step;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  void add(Consumer<ResourceSample> listener) {
    listeners.add(listener);
  }

  Optional<ResourceSample> last() {
    return last;
  }

  /** When to look next, in monotonic time. */
  long nextLook() {
    return nextLook;
  }

  /** Looks, and tells which limit is broken and by how much. */
  Optional<String> look(long now, ProcessSnapshot snapshot, Collection<ProcessEntry> tree) {
    Collection<ProcessEntry> members = counted(snapshot, tree);
    Look look = meter.look(now, snapshot, members);
    if (last.isEmpty() || now >= nextReport) {
      meter.notePeaks(members, snapshot.table());
    }
    if (now >= nextReport) {
      report(look);
      long sample = services.timing().sample().toNanos();
      nextReport = onGrid(now + sample / 2, sample);
    }
    long watch = services.timing().watch().toNanos();
    nextLook = guard.isNeeded() ? Math.min(onGrid(now, watch), nextReport) : nextReport;
    return guard
        .breach(look, members, snapshot.table())
        .or(() -> guard.outputBreach(subject.directory().outputBytes()));
  }

  /** Without sessions there is no wrapper, and the leader is the command itself. */
  private Collection<ProcessEntry> counted(
      ProcessSnapshot snapshot, Collection<ProcessEntry> tree) {
    long leader = subject.pid();
    if (services.host().hasSessions() || !snapshot.lives(leader, subject.identity().startTicks())) {
      return tree;
    }
    List<ProcessEntry> members = new ArrayList<>(tree);
    snapshot.find(leader).ifPresent(members::add);
    return members;
  }

  private void report(Look look) {
    if (reported.isPresent()) {
      double percent = meter.percent(reported.get(), look);
      ResourceSample usage =
          new ResourceSample(
              services.timing().clock().instant(), percent, look.memoryBytes(), look.processes());
      last = Optional.of(usage);
      listeners.forEach(listener -> tell(listener, usage));
    }
    reported = Optional.of(look);
  }

  private void tell(Consumer<ResourceSample> listener, ResourceSample usage) {
    try {
      listener.accept(usage);
    } catch (RuntimeException e) {
      LOG.warn("a listener for samples of {} failed and is removed", subject.directory().id(), e);
      listeners.remove(listener);
    }
  }

  /** See {@link LimitEnforcer#kernelBreach()}. */
  Optional<String> kernelBreach() {
    return guard.kernelBreach();
  }

  /** See {@link LimitEnforcer#kernelRefusal()}. */
  Optional<String> kernelRefusal() {
    return guard.kernelRefusal();
  }

  /** The sums over the whole run; {@code waitedNanos} as in {@link UsageMeter#totals}. */
  Totals totals(long waitedNanos, long now) {
    return meter.totals(waitedNanos, now - startNanos);
  }
}
