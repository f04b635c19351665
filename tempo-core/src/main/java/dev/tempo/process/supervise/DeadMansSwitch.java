package dev.tempo.process.supervise;

import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs that must not go on without this supervisor, once there was no heartbeat for as long as
 * they may: by a process beside the JVM, since one that is stopped, or killed, can end nothing. One
 * such process looks after all of them, twice a second; it is started with the first, and again if
 * it is gone. A run without such a limit costs nothing.
 *
 * <p>Time is that since the machine was started, which goes on while it sleeps. Thread-safe.
 */
public final class DeadMansSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(DeadMansSwitch.class);
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final int MILLIS_PER_TICK = 10;
  private static final long NOBODY = 0;

  /** Of one width, without zeros before it, which a shell would read as octal. */
  private static final String HEARTBEAT = "%19d %19d\n";

  private final Path runs;
  private final SupervisorLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<ProcessIdentity> process = Optional.empty();
  private long lastHeartbeat;
  private boolean isNeeded;

  /** One for the runs of a directory; it starts nothing yet. */
  public DeadMansSwitch(Path runs, SupervisorLoop loop) {
    this.runs = runs;
    this.loop = loop;
  }

  /** The time since the machine was started, in hundredths of a second; empty if none is told. */
  public static Optional<Long> uptime() {
    try {
      String seconds = Files.readString(UPTIME).split(" ", 2)[0];
      return Optional.of(Long.parseLong(seconds.replace(".", "")));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Everything may go on, as was known at this uptime. */
  public void heartbeat(long uptime) {
    lock.lock();
    try {
      lastHeartbeat = Math.max(lastHeartbeat, uptime);
      if (isNeeded) {
        writeHeartbeat();
        ensureProcess();
      }
    } catch (IOException e) {
      LOG.warn("The heartbeat cannot be written, so runs may be ended: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }

  /**
   * A run that is about to start must not go on for longer than so after the last heartbeat.
   *
   * @throws IOException if that cannot be seen to, or has passed already
   */
  void guard(RunDirectory run, Duration silence, RunFile record) throws IOException {
    Optional<Long> now = uptime();
    if (now.isEmpty() || !loop.services().host().hasSessions()) {
      LOG.warn("Run {} may go on without its supervisor: that is seen to on Linux alone", run.id());
      return;
    }
    lock.lock();
    try {
      if (lastHeartbeat == 0) {
        lastHeartbeat = now.get();
      }
      long ticks = silence.toMillis() / MILLIS_PER_TICK;
      if (now.get() - lastHeartbeat > ticks) {
        throw new IOException("The last heartbeat is longer ago than " + silence);
      }
      begin();
      run.writeSilence(ticks, record);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A run that an earlier supervisor started has this limit, if it has one. If there has been no
   * heartbeat, there may never be one, as its end is nobody's condition any more: then it goes on.
   */
  void resume(RunDirectory run) {
    lock.lock();
    try {
      if (!run.hasSilence()) {
        return;
      }
      if (lastHeartbeat > 0) {
        begin();
      } else {
        run.deleteSilence();
      }
    } catch (IOException e) {
      LOG.warn("Run {} may go on without its supervisor: {}", run.id(), e.toString());
    } finally {
      lock.unlock();
    }
  }

  /** The supervisor ends: so does the process, unless it is needed still. */
  public void close() {
    lock.lock();
    try {
      boolean isOver =
          isNeeded
              && RunDirectory.ids(runs).stream()
                  .noneMatch(id -> new RunDirectory(runs, id).hasSilence());
      if (isOver) {
        write("switch", NOBODY + "\n");
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("The dead man's switch ends by itself: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }

  private void begin() throws IOException {
    isNeeded = true;
    writeHeartbeat();
    ensureProcess();
  }

  /**
   * In place, as that needs no room: a full disk must not end what a living supervisor runs. Twice,
   * so that whoever reads it in parts sees that it was written meanwhile.
   */
  private void writeHeartbeat() throws IOException {
    Path file = runs.resolve("heartbeat");
    String text = String.format(Locale.ROOT, HEARTBEAT, lastHeartbeat, lastHeartbeat);
    if (!Files.exists(file)) {
      write("heartbeat", text);
      return;
    }
    ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes, bytes.position());
      }
    }
  }

  /** By a rename, so that it is read whole; it need not outlive the machine. */
  private void write(String name, String text) throws IOException {
    Path beside = runs.resolve(name + ".new");
    Files.writeString(beside, text);
    Files.move(beside, runs.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void ensureProcess() throws IOException {
    SupervisorContext services = loop.services();
    ProcessTable table = services.table();
    if (process.filter(known -> table.lives(known.pid(), known.startTicks())).isPresent()) {
      return;
    }
    String script = InstalledScript.install(runs, "dead-mans-switch").path().toString();
    ProcessBackend.Output none =
        new ProcessBackend.Output(ProcessBackend.NO_INPUT, ProcessBackend.NO_INPUT);
    long pid =
        services
            .host()
            .spawn(
                new ProcessBackend.Launch(
                    List.of("/bin/sh", script, runs.toString()),
                    OsAccount.WRAPPER_VARIABLES,
                    runs,
                    none));
    long start = table.find(pid).map(ProcessEntry::start).orElseGet(table::uptimeTicks);
    ProcessIdentity identity = new ProcessIdentity(pid, start, table.bootId());
    write("switch", pid + "\n");
    loop.reapLater(identity);
    process = Optional.of(identity);
  }
}
