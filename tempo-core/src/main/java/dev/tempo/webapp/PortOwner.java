package dev.tempo.webapp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The process that listens on a port, by the system's table of sockets. Where there is no such
 * table, or its owner is another account's, nobody is a stranger.
 *
 * @param isStranger whether all processes that are seen to listen are none of a run's
 * @param processId of the run's process that listens; empty if none is seen
 */
record PortOwner(boolean isStranger, OptionalLong processId) {
  private static final Path PROC = Path.of("/proc");
  private static final List<Path> TABLES =
      List.of(PROC.resolve("net/tcp"), PROC.resolve("net/tcp6"));

  /** The variable that every process of a run is born with. */
  private static final String MARK = "TEMPO_RUN_ID";

  private static final String LISTENS = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private static final PortOwner UNKNOWN = new PortOwner(false, OptionalLong.empty());

  /** Looks who listens on a port that a run was given. */
  static PortOwner of(int port, UUID runId) {
    Set<String> sockets = new HashSet<>();
    TABLES.forEach(table -> sockets.addAll(listening(table, port)));
    if (sockets.isEmpty()) {
      return UNKNOWN;
    }
    List<Long> owners =
        ProcessHandle.allProcesses()
            .map(ProcessHandle::pid)
            .filter(pid -> holds(pid, sockets))
            .toList();
    OptionalLong own =
        owners.stream().filter(pid -> isOf(pid, runId)).mapToLong(Long::longValue).min();
    return new PortOwner(!owners.isEmpty() && own.isEmpty(), own);
  }

  private static List<String> listening(Path table, int port) {
    String end = String.format(Locale.ROOT, ":%04X", port);
    try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(parts -> parts.length > INODE && parts[STATE].equals(LISTENS))
          .filter(parts -> parts[LOCAL].endsWith(end))
          .map(parts -> "socket:[" + parts[INODE] + "]")
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of(); // there is none, or it cannot be read
    }
  }

  private static boolean holds(long pid, Set<String> sockets) {
    Path files = PROC.resolve(Long.toString(pid)).resolve("fd");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
      for (Path file : all) {
        if (sockets.contains(target(file))) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return false; // it has ended, or is another account's
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // it was closed meanwhile
    }
  }

  /** Whether a process, or one that it comes from, bears the mark of a run. */
  private static boolean isOf(long pid, UUID runId) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    while (process.isPresent()) {
      if (isMarked(process.get().pid(), runId)) {
        return true;
      }
      process = process.get().parent();
    }
    return false;
  }

  private static boolean isMarked(long pid, UUID runId) {
    try {
      byte[] variables = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("environ"));
      String mark = MARK + "=" + runId;
      return List.of(new String(variables, StandardCharsets.ISO_8859_1).split("\0")).contains(mark);
    } catch (IOException e) {
      return false; // it has ended, or is another account's
    }
  }
}
