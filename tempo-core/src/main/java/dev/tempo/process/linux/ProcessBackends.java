package dev.tempo.process.linux;

import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.SpawnMethod;
import dev.tempo.process.system.JdkProcessBackend;
import dev.tempo.process.system.OshiProcessTable;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessHandleTable;
import dev.tempo.process.system.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Selects the process backend and the process table of this system. */
public final class ProcessBackends {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessBackends.class);

  private ProcessBackends() {}

  /**
   * Returns the process table of this system: {@code /proc} where there is one, else OSHI's, or the
   * JDK's where OSHI knows nothing.
   */
  public static ProcessTable systemTable() {
    if (ProcfsTable.isAvailable()) {
      return new ProcfsTable();
    }
    Optional<OshiProcessTable> oshi = OshiProcessTable.find();
    return oshi.isPresent() ? oshi.get() : new ProcessHandleTable();
  }

  /**
   * A host of the wanted kind.
   *
   * @throws ProcessException if {@link SpawnMethod#POSIX_SPAWN} was asked for and does not work
   */
  public static ProcessBackend open(SpawnMethod method, ProcessTable table)
      throws ProcessException {
    if (method == SpawnMethod.PROCESS_BUILDER) {
      return JdkProcessBackend.ofThisSystem(table, ProcfsTable.isAvailable());
    }
    try {
      return posixSpawn(table);
    } catch (IOException | LinkageError e) {
      if (method == SpawnMethod.POSIX_SPAWN) {
        throw new ProcessException("posix_spawn cannot be used here: " + e, e);
      }
      LOG.info(
          "processes are started by ProcessBuilder: posix_spawn cannot be used ({})", e.toString());
      return JdkProcessBackend.ofThisSystem(table, ProcfsTable.isAvailable());
    }
  }

  private static ProcessBackend posixSpawn(ProcessTable table) throws IOException {
    if (!ProcfsTable.isAvailable()) {
      throw new IOException("this system has no /proc");
    }
    PosixSpawnBackend host = new PosixSpawnBackend(table, true);
    try {
      probe(host, table);
      return host;
    } catch (IOException | RuntimeException e) {
      host.close();
      throw e;
    }
  }

  /** Runs {@code /bin/sh -c :} once, to see that the C library does what its header says. */
  private static void probe(PosixSpawnBackend host, ProcessTable table) throws IOException {
    Path sink = Path.of("/dev/null");
    List<String> command = List.of("/bin/sh", "-c", ":");
    long pid =
        host.spawn(
            new ProcessBackend.Launch(
                command, Map.of(), Path.of("/"), new ProcessBackend.Output(sink, sink)));
    ProcessEntry entry =
        table.find(pid).orElseThrow(() -> new IOException("no process " + pid + " in /proc"));
    host.watch(new ProcessIdentity(pid, entry.start(), table.bootId()));
    boolean ended = false;
    for (int round = 0; round < 100 && !ended; round++) {
      ended = host.await(100_000_000).stream().anyMatch(end -> end.code().orElse(-1) == 0);
    }
    if (!ended || entry.session() != pid || !Files.exists(sink)) {
      throw new IOException("a probe did not run in a session of its own");
    }
  }
}
