package dev.tempo.process.supervise;

import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two processes that carry what a run writes from its pipes into its files; {@code wrapper.sh}
 * says why. They are in the wrapper's session but are none of the run's processes: they are neither
 * counted nor signalled, and end when the last one that could write has ended. Used by the
 * supervisor's thread only.
 */
final class Relays {
  private static final Logger LOG = LoggerFactory.getLogger(Relays.class);
  private static final List<Path> PROGRAMS = List.of(Path.of("/bin/cat"), Path.of("/usr/bin/cat"));
  private static final long NOBODY = 0;

  private final SupervisedRun subject;
  private final SupervisorContext services;
  private List<Long> pids = List.of(); // of standard output and standard error

  Relays(SupervisedRun subject, SupervisorContext services) {
    this.subject = subject;
    this.services = services;
  }

  /** The program that they run; empty where there is none. */
  static Optional<Path> program() {
    return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
  }

  /** Whether a process is one of them. */
  boolean contains(ProcessEntry entry) {
    int stream = pids().indexOf(entry.pid());
    return stream >= 0 && (entry.session() == subject.pid() || has(entry.pid(), 1, file(stream)));
  }

  /** The wrapper notes them before it starts the command. */
  private List<Long> pids() {
    if (pids.isEmpty()) {
      try {
        pids = subject.directory().relayPids();
      } catch (IOException e) {
        LOG.warn("the relays of {} are not known", subject.directory().id(), e);
      }
    }
    return pids;
  }

  /**
   * Looks for those that are not noted, as on a full disk: who reads the pipes in the session of
   * the wrapper. Without it they would be ended with the run, or it would not wait for what they
   * carry.
   */
  void findUnnoted() {
    List<Path> pipes = subject.directory().pipes();
    if (!pids().isEmpty() || pipes.stream().noneMatch(Files::exists)) {
      return;
    }
    List<Long> session =
        services.table().scan().stream()
            .filter(entry -> entry.session() == subject.pid())
            .map(ProcessEntry::pid)
            .toList();
    List<Long> readers = pipes.stream().map(pipe -> reader(session, pipe)).toList();
    pids = readers.stream().allMatch(pid -> pid == NOBODY) ? List.of() : readers;
  }

  private static long reader(List<Long> session, Path pipe) {
    return session.stream().filter(pid -> has(pid, 0, pipe)).findFirst().orElse(NOBODY);
  }

  private Path file(int stream) {
    ProcessBackend.Output output = subject.directory().output();
    return stream == 0 ? output.stdout() : output.stderr();
  }

  private static boolean has(long pid, int descriptor, Path file) {
    try {
      return Files.isSameFile(Path.of("/proc/" + pid + "/fd/" + descriptor), file);
    } catch (IOException gone) {
      return false;
    }
  }

  /** Those that have not ended. */
  List<ProcessEntry> living() {
    return pids().stream().flatMap(pid -> living(pid).stream()).toList();
  }

  private Optional<ProcessEntry> living(long pid) {
    return services.table().find(pid).filter(ProcessEntry::lives).filter(this::contains);
  }

  /** Has them wait, and so whoever writes, or go on. */
  void pause(boolean wait) {
    List<Long> living = living().stream().map(ProcessEntry::pid).toList();
    if (wait) {
      services.host().suspend(living);
    } else {
      services.host().resume(living);
    }
  }

  /** Whether nothing is on its way: the pipes are empty, and nobody is just writing. */
  boolean areIdle() {
    return living().stream().allMatch(ProcessEntry::sleeps)
        && subject.directory().pipes().stream().allMatch(Relays::isEmpty);
  }

  private static boolean isEmpty(Path pipe) {
    try (RandomAccessFile both = open(pipe);
        FileInputStream in = new FileInputStream(both.getFD())) {
      return in.available() == 0;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Puts others in the place of those that have ended though the command has not, as they do when
   * the disk is full. The command has waited meanwhile; what the old ones had in their hands is
   * lost.
   *
   * @return how many
   */
  int renew() {
    List<Long> now = new ArrayList<>();
    int renewed = 0;
    for (int stream = 0; stream < pids().size(); stream++) {
      long pid = pids.get(stream);
      boolean lives = living(pid).isPresent() || !wrapperLives(); // it ends before they do
      now.add(lives ? pid : replace(stream, pid));
      renewed += lives ? 0 : 1;
    }
    if (renewed > 0) {
      pids = now;
      note();
    }
    return renewed;
  }

  private boolean wrapperLives() {
    return services.table().lives(subject.pid(), subject.identity().startTicks());
  }

  private long replace(int stream, long old) {
    LOG.warn("run {}: what carried its output has ended; going on", subject.directory().id());
    return read(stream, file(stream)).orElse(old);
  }

  private void note() {
    try {
      subject.directory().writePids(subject.pid(), pids);
    } catch (IOException e) {
      LOG.warn("the relays of {} could not be noted", subject.directory().id(), e);
    }
  }

  private Optional<Long> read(int stream, Path into) {
    Path pipe = subject.directory().pipes().get(stream);
    try {
      long pid = spawn(pipe, into);
      services.host().watch(identity(pid)); // so that it is waited for
      return Optional.of(pid);
    } catch (IOException e) {
      LOG.warn("{} cannot be read", pipe, e);
      return Optional.empty();
    }
  }

  /** The pipe is held open at both ends meanwhile, since one alone would wait for the other. */
  private long spawn(Path pipe, Path into) throws IOException {
    String program = program().orElseThrow(() -> new IOException("cat is gone")).toString();
    ProcessBackend.Output output = new ProcessBackend.Output(into, ProcessBackend.NO_INPUT);
    RandomAccessFile held = open(pipe);
    try {
      return services
          .host()
          .spawn(new ProcessBackend.Launch(List.of(program), Map.of(), Path.of("/"), pipe, output));
    } finally {
      held.close();
    }
  }

  private static RandomAccessFile open(Path pipe) throws IOException {
    boolean pipeLike = Files.readAttributes(pipe, BasicFileAttributes.class).isOther();
    if (!pipeLike) {
      throw new IOException("it is no pipe");
    }
    return new RandomAccessFile(pipe.toFile(), "rw");
  }

  private ProcessIdentity identity(long pid) {
    ProcessTable table = services.table();
    long start = table.find(pid).map(ProcessEntry::start).orElseGet(table::uptimeTicks);
    return new ProcessIdentity(pid, start, table.bootId());
  }

  /**
   * Ends those that are left, because a process that is not the run's concern holds their pipe.
   *
   * @param goesOn whether that process may go on writing, into nothing
   */
  void end(boolean goesOn) {
    List<ProcessEntry> left = living();
    if (goesOn) {
      left.forEach(relay -> read(pids.indexOf(relay.pid()), Path.of("/dev/null")));
    }
    services.host().kill(left.stream().map(ProcessEntry::pid).toList());
  }

  /** Waits for those that have ended and were left to this JVM, where it is process 1. */
  void reap() {
    Stream<ProcessEntry> ended =
        pids.stream()
            .flatMap(pid -> services.table().find(pid).stream())
            .filter(entry -> !entry.lives() && entry.session() == subject.pid());
    ended.forEach(services.host()::reap);
  }
}
