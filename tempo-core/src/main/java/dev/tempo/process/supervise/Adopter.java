package dev.tempo.process.supervise;

import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.process.Adoption;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessResult.Cleanup;
import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.ProcessResult.Ending;
import dev.tempo.process.ProcessResult.Exit;
import dev.tempo.process.ProcessResult.Span;
import dev.tempo.process.ProcessResult.Totals;
import dev.tempo.process.ProcessSpec.OrphanPolicy;
import dev.tempo.process.linux.Cgroup;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds out, after a restart, what became of a run. The cases, in the order in which they are
 * tried:
 *
 * <ol>
 *   <li>there is no directory, or nothing in it that is written right before the spawn, and this
 *       boot's supervisors alone have worked here: never started;
 *   <li>the result was stored: it is the result;
 *   <li>the system was booted since: nothing can live;
 *   <li>the wrapper lives, told by number and start time: supervise on;
 *   <li>the wrapper is gone and members live: supervise them until they end, as leftovers of the
 *       command if it has ended, else as all that is left of the run;
 *   <li>nothing lives, and the wrapper has not even told its number: never started;
 *   <li>nothing lives but a relay, with output in its hands: wait until it is in the file;
 *   <li>nothing lives and {@code exit} is complete: ended, with that exit code;
 *   <li>nothing lives, and a stop was intended: ended by it;
 *   <li>else lost. A cut-off {@code exit} counts as none: it must not pass for a success.
 * </ol>
 *
 * <p>When the JVM died between the spawn and the storing of the identity, the wrapper's own {@code
 * pid} file tells the number, or else a scan, and the cookie in its environment that it is the
 * right process.
 */
public final class Adopter {
  private static final ProcessIdentity NOBODY = new ProcessIdentity(-1, 0, "");

  private final Path runs;
  private final SupervisorLoop loop;
  private final DeadMansSwitch deadMansSwitch;
  private final boolean sameBoot;
  private final ProcessTable table;
  private final RunMarkers cookies;
  private final ReentrantLock lock = new ReentrantLock(); // for the cookies

  /**
   * An adopter.
   *
   * @param sameBoot whether an earlier supervisor has used the directory since the system was
   *     booted, so that what is not there never was
   */
  public Adopter(Path runs, SupervisorLoop loop, DeadMansSwitch deadMansSwitch, boolean sameBoot) {
    this.runs = runs;
    this.deadMansSwitch = deadMansSwitch;
    this.sameBoot = sameBoot;
    this.loop = loop;
    this.table = loop.services().table();
    this.cookies = new RunMarkers(table);
  }

  public Adoption adopt(UUID id) {
    lock.lock();
    try {
      return find(id);
    } finally {
      lock.unlock();
    }
  }

  private Adoption find(UUID id) {
    RunDirectory directory = new RunDirectory(runs, id);
    if (!directory.exists()) {
      return sameBoot ? new Adoption.NeverStarted() : new Adoption.NotFound();
    }
    try {
      Optional<ProcessResult> result = directory.result();
      if (result.isPresent()) {
        return new Adoption.Ended(result.get());
      }
      Optional<RunFile> record = directory.record();
      return record.isPresent() ? adopt(directory, record.get()) : notSpawned(directory);
    } catch (IOException | RuntimeException e) {
      return new Adoption.Lost(ProcessMessages.FILES_UNREADABLE.text(directory.path(), e));
    }
  }

  /** What is written right before the spawn is not there. */
  private Adoption notSpawned(RunDirectory directory) {
    if (!sameBoot) {
      return new Adoption.Lost(ProcessMessages.NEVER_STARTED.text());
    }
    directory.delete();
    return new Adoption.NeverStarted();
  }

  /**
   * Whether the wrapper has not begun, and never will: it ends without its directory, and one that
   * has come as far as to tell its number is seen by it.
   */
  private boolean isVoid(RunDirectory directory, RunFile record) throws IOException {
    if (!sameBoot || !loop.services().host().hasSessions()) {
      return false;
    }
    if (!directory.moveAwayUnlessBegun()) {
      return false;
    }
    record.cgroup().map(Cgroup::new).ifPresent(Cgroup::delete);
    return true;
  }

  private Adoption adopt(RunDirectory directory, RunFile record) throws IOException {
    deadMansSwitch.resume(directory);
    Optional<ProcessIdentity> known = identity(directory);
    if (known.isEmpty() && isVoid(directory, record)) {
      return new Adoption.NeverStarted();
    }
    ProcessIdentity identity = known.or(() -> again(directory)).orElse(NOBODY);
    SupervisedRun subject =
        new SupervisedRun(directory, record, identity, record.cgroup().map(Cgroup::new));
    boolean sameBoot = identity.bootId().equals(table.bootId());
    if (sameBoot && table.lives(identity.pid(), identity.startTicks())) {
      return running(subject, Optional.empty());
    }
    Optional<Adoption> orphans =
        sameBoot ? orphans(subject).or(() -> relays(subject)) : Optional.empty();
    return orphans.isPresent() ? orphans.get() : ended(subject);
  }

  private Optional<ProcessIdentity> identity(RunDirectory directory) throws IOException {
    Optional<ProcessIdentity> stored = directory.identity();
    if (stored.isPresent()) {
      return stored;
    }
    return directory
        .wrapperPid()
        .flatMap(table::find)
        .filter(entry -> RunMarkers.bears(table, entry.pid(), directory.id()))
        .or(() -> sessionLeader(directory.id()))
        .map(entry -> new ProcessIdentity(entry.pid(), entry.start(), table.bootId()));
  }

  /** A wrapper that has told its number since it was looked for. */
  private Optional<ProcessIdentity> again(RunDirectory directory) {
    try {
      return identity(directory);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<ProcessEntry> sessionLeader(UUID run) {
    return table.scan().stream()
        .filter(entry -> entry.session() == entry.pid())
        .filter(entry -> RunMarkers.bears(table, entry.pid(), run))
        .findFirst();
  }

  /** Members that live on without their wrapper. */
  private Optional<Adoption> orphans(SupervisedRun subject) throws IOException {
    boolean commandEnded = subject.directory().exit().isPresent();
    if (commandEnded && subject.policy().orphans() == OrphanPolicy.LEAVE) {
      return Optional.empty();
    }
    ProcessSnapshot snapshot = new ProcessSnapshot(table, cookies);
    ProcessTree tree = new ProcessTree(subject, new Relays(subject, loop.services()));
    tree.doubtSession(snapshot);
    return tree.allMembers(snapshot).isEmpty()
        ? Optional.empty()
        : Optional.of(running(subject, Optional.of(snapshot)));
  }

  /** Output that is still on its way to the files. */
  private Optional<Adoption> relays(SupervisedRun subject) {
    return new Relays(subject, loop.services()).living().isEmpty()
        ? Optional.empty()
        : Optional.of(running(subject, Optional.of(new ProcessSnapshot(table, cookies))));
  }

  private Adoption running(SupervisedRun subject, Optional<ProcessSnapshot> withoutLeader) {
    RunSupervisor supervision = new RunSupervisor(subject, loop, ageNanos(subject), true);
    withoutLeader.ifPresent(supervision::leaderIsGone);
    try {
      subject.directory().stop().ifPresent(supervision::resumeStop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Adoption.Running(supervision);
  }

  /** By the clock of the kernel: the wall clock may have been set meanwhile. */
  private long ageNanos(SupervisedRun subject) {
    long ticks = Math.max(0, table.uptimeTicks() - subject.identity().startTicks());
    return ticks * (1_000_000_000L / table.ticksPerSecond());
  }

  private Adoption ended(SupervisedRun subject) throws IOException {
    RunDirectory directory = subject.directory();
    Optional<ExitFile> note = directory.exit();
    Optional<Ending> stop = directory.stop();
    subject.cgroup().ifPresent(Cgroup::delete);
    if (note.isEmpty() && stop.isEmpty()) {
      return new Adoption.Lost(ProcessMessages.END_UNKNOWN.text());
    }
    ProcessResult result = result(subject, note, stop);
    directory.writeResult(result);
    return new Adoption.Ended(result);
  }

  private ProcessResult result(
      SupervisedRun subject, Optional<ExitFile> note, Optional<Ending> stop) throws IOException {
    Instant finished =
        note.isPresent()
            ? subject.directory().exitTime()
            : loop.services().timing().clock().instant();
    Duration cpu = note.map(ExitFile::cpu).orElse(Duration.ZERO);
    double seconds = Duration.between(subject.record().startedAt(), finished).toMillis() / 1000.0;
    double percent = seconds > 0 ? cpu.toMillis() / seconds / 10 : 0;
    return new ProcessResult(
        note.map(ExitFile::exit).orElse(Exit.UNKNOWN),
        stop.orElse(new Ending(EndedBy.NONE, Optional.empty(), Optional.empty())),
        new Span(subject.record().startedAt(), finished),
        new Totals(cpu, 0, percent),
        Cleanup.NOTHING);
  }
}
