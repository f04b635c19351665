package dev.tempo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses how processes are started on this system. */
final class Hosts {
  private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);

  private Hosts() {}

  /**
   * A host of the wanted kind.
   *
   * @throws ProcessException if {@link SpawnMethod#POSIX_SPAWN} was asked for and does not work
   */
  static Host open(SpawnMethod method, ProcessTable table) throws ProcessException {
    if (method == SpawnMethod.PROCESS_BUILDER) {
      return BuilderHost.ofThisSystem(table);
    }
    try {
      return posixSpawn(table);
    } catch (IOException | LinkageError e) {
      if (method == SpawnMethod.POSIX_SPAWN) {
        throw new ProcessException("posix_spawn cannot be used here: " + e, e);
      }
      LOG.info(
          "processes are started by ProcessBuilder: posix_spawn cannot be used ({})", e.toString());
      return BuilderHost.ofThisSystem(table);
    }
  }

  private static Host posixSpawn(ProcessTable table) throws IOException {
    if (!ProcfsTable.isAvailable()) {
      throw new IOException("this system has no /proc");
    }
    PosixSpawnHost host = new PosixSpawnHost(table, true);
    try {
      probe(host, table);
      return host;
    } catch (IOException | RuntimeException e) {
      host.close();
      throw e;
    }
  }

  /** Runs {@code /bin/sh -c :} once, to see that the C library does what its header says. */
  private static void probe(PosixSpawnHost host, ProcessTable table) throws IOException {
    Path sink = Path.of("/dev/null");
    List<String> command = List.of("/bin/sh", "-c", ":");
    long pid =
        host.spawn(new Host.Launch(command, Map.of(), Path.of("/"), new Host.Output(sink, sink)));
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
