package dev.tempo.process.system;

import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.SpawnMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Starts processes, signals them and reports their exits, by means of the operating system. {@link
 * #spawn} and {@link #wake} may be called by any thread, the rest only by the supervisor's own.
 */
public interface ProcessBackend extends AutoCloseable {
  /**
   * A program to start, with its standard streams.
   *
   * @param command an absolute path and its arguments
   * @param environment the whole environment
   * @param directory the working directory
   * @param input where standard input comes from
   * @param output where standard output and standard error are appended to
   */
  record Launch(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path input,
      Output output) {

    /** With an empty standard input. */
    public Launch(
        List<String> command, Map<String, String> environment, Path directory, Output output) {
      this(command, environment, directory, NO_INPUT, output);
    }
  }

  /** What is always empty. */
  Path NO_INPUT = Path.of(java.io.File.separatorChar == '\\' ? "NUL" : "/dev/null");

  /** The two files that standard output and standard error are appended to. */
  record Output(Path stdout, Path stderr) {}

  /**
   * A process that ended.
   *
   * @param pid its number, free to be used again by now
   * @param exit its exit code or signal; unknown if it was no child of this JVM
   * @param cpuNanos its own and its waited-for descendants' CPU time, if the system told
   */
  record Ended(long pid, ProcessResult.Exit exit, OptionalLong cpuNanos) {
    public static Ended unknown(long pid) {
      return new Ended(pid, ProcessResult.Exit.UNKNOWN, OptionalLong.empty());
    }

    /** The code that a shell would give for it. */
    public OptionalInt code() {
      return exit.code();
    }
  }

  /** Whether the wrapper can be used, and each process leads a session of its own. */
  boolean hasSessions();

  /** Which way of starting processes this is. */
  SpawnMethod method();

  /**
   * Starts a program as the leader of a new session, if there are sessions.
   *
   * @return its process id
   * @throws IOException saying why the system refused
   */
  long spawn(Launch launch) throws IOException;

  /**
   * Makes named pipes for their owner only; none where this host knows no pipes.
   *
   * @throws IOException if the file system has none
   */
  void makePipes(List<Path> pipes) throws IOException;

  /** Lets go of a zombie that an ended parent has left to this JVM; does nothing if it did not. */
  void reap(ProcessEntry zombie);

  /** Begins to listen for the end of a process: a child, or any other process of this identity. */
  void watch(ProcessIdentity identity);

  /** Waits for ends, for {@link #wake}, or until the time is up, whichever comes first. */
  List<Ended> await(long nanos);

  /** Ends a current or else the next {@link #await} early. */
  void wake();

  /**
   * Sends SIGTERM to processes, then SIGCONT, because a stopped process does not see the first. A
   * negative number is a process group ({@code kill(2)}). Those that are gone are passed over in
   * silence. Signals may be held back until the next {@link #await}.
   */
  void terminate(Collection<Long> pids);

  /** Sends SIGKILL, as {@link #terminate} does. */
  void kill(Collection<Long> pids);

  /** Has processes do nothing, by SIGSTOP, as {@link #terminate} does. */
  void suspend(Collection<Long> pids);

  /** Has them go on, by SIGCONT, as {@link #terminate} does. */
  void resume(Collection<Long> pids);

  @Override
  void close();
}
