package dev.tempo.process.system;

import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.SpawnMethod;
import dev.tempo.process.linux.PosixSpawnBackend;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and signals processes by means of the JDK alone, on any system. With {@code setsid(1)} a
 * process leads its own session, as with {@link PosixSpawnBackend}; without it (macOS, Windows) it
 * is merely a child. The JDK keeps a small thread for each child.
 */
public final class JdkProcessBackend implements ProcessBackend {
  private static final Logger LOG = LoggerFactory.getLogger(JdkProcessBackend.class);
  private static final Ended WAKE_UP = Ended.unknown(-1);
  private static final List<String> SETSID_PATHS =
      List.of("/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid");

  private final Optional<String> setsid;
  private final ExitPoller polled;
  private final Map<Long, Process> children = new ConcurrentHashMap<>();
  private final List<String> signals = new ArrayList<>(); // commands for a shell
  private final LinkedBlockingQueue<Ended> events = new LinkedBlockingQueue<>();

  private JdkProcessBackend(ProcessTable table, Optional<String> setsid) {
    this.polled = new ExitPoller(table);
    this.setsid = setsid;
  }

  /**
   * Returns one with sessions if this system has {@code setsid} and {@code /proc}.
   *
   * @param procfs whether it has {@code /proc}
   */
  public static JdkProcessBackend ofThisSystem(ProcessTable table, boolean procfs) {
    return new JdkProcessBackend(
        table,
        SETSID_PATHS.stream().filter(path -> procfs && new File(path).canExecute()).findFirst());
  }

  /** What macOS and Windows get. */
  public static JdkProcessBackend withoutSessions(ProcessTable table) {
    return new JdkProcessBackend(table, Optional.empty());
  }

  @Override
  public boolean hasSessions() {
    return setsid.isPresent();
  }

  @Override
  public SpawnMethod method() {
    return SpawnMethod.PROCESS_BUILDER;
  }

  @Override
  public long spawn(Launch launch) throws IOException {
    List<String> command = new ArrayList<>(launch.command());
    setsid.ifPresent(program -> command.add(0, program));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.directory().toFile())
            .redirectInput(Redirect.from(launch.input().toFile()))
            .redirectOutput(Redirect.appendTo(launch.output().stdout().toFile()))
            .redirectError(Redirect.appendTo(launch.output().stderr().toFile()));
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    Process process = builder.start();
    children.put(process.pid(), process);
    return process.pid();
  }

  /** The JDK makes none. */
  @Override
  public void makePipes(List<Path> pipes) throws IOException {
    List<String> command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
    pipes.forEach(pipe -> command.add(pipe.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(NO_INPUT.toFile()))
            .redirectOutput(Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + " ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void reap(ProcessEntry zombie) {
    // without posix_spawn nobody can wait for a number
  }

  @Override
  public void watch(ProcessIdentity identity) {
    Process child = children.get(identity.pid());
    if (child == null) {
      polled.add(identity);
    } else {
      child.onExit().thenAccept(this::ended);
    }
  }

  private void ended(Process child) {
    children.remove(child.pid());
    ProcessResult.Exit exit = ProcessResult.Exit.ofCode(child.exitValue());
    events.add(new Ended(child.pid(), exit, OptionalLong.empty()));
  }

  @Override
  public List<Ended> await(long nanos) {
    sendSignals();
    List<Ended> ended = new ArrayList<>();
    try {
      Ended first = events.poll(polled.cap(nanos), TimeUnit.NANOSECONDS);
      if (first != null) {
        ended.add(first);
      }
    } catch (InterruptedException e) {
      LOG.debug("the supervisor's thread was interrupted; it only ends by close()");
    }
    events.drainTo(ended);
    ended.removeIf(event -> event == WAKE_UP);
    polled.ended().forEach(pid -> ended.add(Ended.unknown(pid)));
    return ended;
  }

  @Override
  public void wake() {
    events.add(WAKE_UP);
  }

  @Override
  public void terminate(Collection<Long> pids) {
    if (hasSessions()) {
      pids.forEach(pid -> signals.add("kill -s TERM -- " + pid + "; kill -s CONT -- " + pid));
    } else {
      pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    }
  }

  @Override
  public void kill(Collection<Long> pids) {
    if (hasSessions()) {
      pids.forEach(pid -> signals.add("kill -s KILL -- " + pid));
    } else {
      pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  @Override
  public void suspend(Collection<Long> pids) {
    pids.forEach(pid -> signals.add("kill -s STOP -- " + pid));
  }

  @Override
  public void resume(Collection<Long> pids) {
    pids.forEach(pid -> signals.add("kill -s CONT -- " + pid));
  }

  /**
   * The JDK can neither reach a group nor choose a signal; every shell's {@code kill} can. One
   * shell sends all that was gathered since the last wait.
   */
  private void sendSignals() {
    if (signals.isEmpty()) {
      return;
    }
    ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-s");
    shell.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    try {
      Process process = shell.start();
      try (Writer script = process.outputWriter()) {
        script.write(String.join("\n", signals) + "\n");
      }
      process.waitFor();
    } catch (IOException e) {
      LOG.warn("signals could not be sent: {}", signals, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    signals.clear();
  }

  @Override
  public void close() {
    children.clear();
  }
}
