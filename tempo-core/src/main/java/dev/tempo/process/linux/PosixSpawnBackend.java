package dev.tempo.process.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.IntByReference;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.Signals;
import dev.tempo.process.SpawnMethod;
import dev.tempo.process.system.ExitPoller;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and signals processes on Linux through the C library.
 *
 * <p>The end of a process is learned from a pidfd ({@code pidfd_open(2)}, Linux 5.3), which becomes
 * readable when its process ends, whether that is a child of this JVM or not. One thread sleeps in
 * {@code poll(2)} on all of them and on an eventfd by which it is woken. So nothing is polled, an
 * end is known within tens of microseconds, and thousands of silent processes cost nothing. A child
 * is then waited for by its number, and by no other: {@code wait4(-1)} would steal the children of
 * other parts of the program. Where a pidfd cannot be had, the process table is looked at every 10
 * ms instead.
 */
public final class PosixSpawnBackend implements ProcessBackend {
  private static final Logger LOG = LoggerFactory.getLogger(PosixSpawnBackend.class);
  private static final NativeLong SYS_PIDFD_OPEN = new NativeLong(434); // on every architecture
  private static final int POLLFD_BYTES = 8;
  private static final int RUSAGE_BYTES = 256;
  private static final int PIPE_MODE = 0600;

  private final PosixSpawner spawner;
  private final ExitPoller polled;
  private final boolean usePidfds;
  private final Map<Long, Integer> pidfds = new LinkedHashMap<>();
  private final ReentrantLock open = new ReentrantLock(); // a closed number may become another file
  private int wakeUp;
  private final Memory usage = new Memory(RUSAGE_BYTES);
  private Memory pollfds = new Memory(64 * POLLFD_BYTES);

  public PosixSpawnBackend(ProcessTable table, boolean usePidfds) throws IOException {
    this.spawner = new PosixSpawner();
    this.polled = new ExitPoller(table);
    this.usePidfds = usePidfds;
    this.wakeUp = LibC.eventfd(0, LibC.EFD_NONBLOCK_CLOEXEC);
  }

  @Override
  public boolean hasSessions() {
    return true;
  }

  @Override
  public SpawnMethod method() {
    return SpawnMethod.POSIX_SPAWN;
  }

  @Override
  public long spawn(Launch launch) throws IOException {
    return spawner.spawn(launch);
  }

  @Override
  public void makePipes(List<Path> pipes) throws IOException {
    for (Path pipe : pipes) {
      try {
        LibC.mkfifo(pipe.toString(), PIPE_MODE);
      } catch (LastErrorException e) {
        throw new IOException("mkfifo " + pipe + ": " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void reap(ProcessEntry zombie) {
    reap(zombie.pid());
  }

  @Override
  public void watch(ProcessIdentity identity) {
    int pidfd = usePidfds ? openPidfd(identity.pid()) : -1;
    if (pidfd >= 0) {
      Optional.ofNullable(pidfds.put(identity.pid(), pidfd)).ifPresent(LibC::close);
    } else {
      polled.add(identity);
    }
  }

  private static int openPidfd(long pid) {
    try {
      return LibC.syscall(SYS_PIDFD_OPEN, new NativeLong(pid), new NativeLong(0)).intValue();
    } catch (LastErrorException e) {
      LOG.debug("pidfd_open of {}: {}", pid, e.getMessage());
      return -1;
    }
  }

  @Override
  public List<Ended> await(long nanos) {
    fillPollfds();
    List<Long> ended = new ArrayList<>();
    if (poll(polled.cap(nanos)) > 0) {
      collectReadable(ended);
    }
    ended.addAll(polled.ended());
    return ended.stream().map(this::reap).toList();
  }

  private void fillPollfds() {
    int count = pidfds.size() + 1;
    if (pollfds.size() < (long) count * POLLFD_BYTES) {
      pollfds.close();
      pollfds = new Memory(2L * count * POLLFD_BYTES);
    }
    long at = setPollfd(0, wakeUp);
    for (int pidfd : pidfds.values()) {
      at = setPollfd(at, pidfd);
    }
  }

  private long setPollfd(long at, int fd) {
    pollfds.setInt(at, fd);
    pollfds.setInt(at + 4, LibC.POLLIN); // events; revents, the other half, becomes 0
    return at + POLLFD_BYTES;
  }

  private int poll(long nanos) {
    long millis = Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    try {
      return LibC.poll(pollfds, new NativeLong(pidfds.size() + 1L), (int) Math.max(0, millis));
    } catch (LastErrorException e) {
      if (e.getErrorCode() == LibC.EINTR) {
        return 0;
      }
      throw e;
    }
  }

  private void collectReadable(List<Long> ended) {
    if (isReadable(0)) {
      LibC.eventfd_read(wakeUp, usage);
    }
    long at = 0;
    Iterator<Map.Entry<Long, Integer>> entries = pidfds.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Long, Integer> entry = entries.next();
      at += POLLFD_BYTES;
      if (isReadable(at)) {
        ended.add(entry.getKey());
        LibC.close(entry.getValue());
        entries.remove();
      }
    }
  }

  private boolean isReadable(long at) {
    return pollfds.getShort(at + 6) != 0;
  }

  /** Waits for a child that has ended; of a process that is no child nothing can be learned. */
  private Ended reap(long pid) {
    IntByReference status = new IntByReference();
    try {
      if (LibC.wait4((int) pid, status, LibC.WNOHANG, usage) == pid) {
        return new Ended(pid, exit(status.getValue()), OptionalLong.of(cpuNanos()));
      }
    } catch (LastErrorException notOurChild) {
      return Ended.unknown(pid);
    }
    return Ended.unknown(pid);
  }

  private static ProcessResult.Exit exit(int status) {
    int signal = status & 0x7f; // wait(2): WTERMSIG, else WEXITSTATUS
    return signal == 0
        ? ProcessResult.Exit.ofCode(status >> 8 & 0xff)
        : ProcessResult.Exit.ofSignal(signal);
  }

  /** {@code ru_utime} and {@code ru_stime}: two pairs of seconds and microseconds. */
  private long cpuNanos() {
    int word = NativeLong.SIZE;
    long seconds = word(0) + word(2L * word);
    long micros = word(word) + word(3L * word);
    return TimeUnit.SECONDS.toNanos(seconds) + TimeUnit.MICROSECONDS.toNanos(micros);
  }

  private long word(long offset) {
    return usage.getNativeLong(offset).longValue();
  }

  @Override
  public void wake() {
    open.lock();
    try {
      if (wakeUp >= 0) {
        LibC.eventfd_write(wakeUp, 1);
      }
    } finally {
      open.unlock();
    }
  }

  @Override
  public void terminate(Collection<Long> pids) {
    signal(Signals.TERM, pids);
    signal(Signals.CONT, pids);
  }

  @Override
  public void kill(Collection<Long> pids) {
    signal(Signals.KILL, pids);
  }

  @Override
  public void suspend(Collection<Long> pids) {
    signal(Signals.STOP, pids);
  }

  @Override
  public void resume(Collection<Long> pids) {
    signal(Signals.CONT, pids);
  }

  private static void signal(int signal, Collection<Long> pids) {
    for (long pid : pids) {
      try {
        LibC.kill((int) pid, signal);
      } catch (LastErrorException e) {
        LOG.debug("{} to {}: {}", Signals.name(signal), pid, e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    pidfds.values().forEach(LibC::close);
    pidfds.clear();
    open.lock();
    try {
      LibC.close(wakeUp);
      wakeUp = -1;
    } finally {
      open.unlock();
    }
  }
}
