package dev.tempo.server;

import dev.tempo.process.OsAccount;
import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no other account of the machine looks into what the server keeps: the data
 * directory is for its owner alone, and so is all that lies directly in it, and the databases
 * wherever they lie. An account that runs scripts may go through, to {@code scripts}, {@code
 * script_groups}, {@code projects} and {@code envs}, and see nothing else. What an earlier version
 * or a restore left open is closed at each start, which is said.
 */
final class ClosedData {
  private static final Logger LOG = LoggerFactory.getLogger(ClosedData.class);
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<String> SHARED = Set.of("scripts", "script_groups", "projects", "envs");

  /** What is made when it is needed, and must not be open even then. */
  private static final Set<String> LATER =
      Set.of("config", "runs", "begun", "secrets", "cache", "backups", "restore", "logs", "trash");

  /** What the engine makes, as it would for anybody. */
  private static final Set<String> ENGINES = Set.of("scripts", "envs", "runs", "begun", "secrets");

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Path data;
  private final Path database;
  private final Set<Path> opened = new TreeSet<>();

  private ClosedData(Path data, Path database) {
    this.data = data;
    this.database = database;
  }

  /**
   * Before anything is read or written: makes the directory, or takes from others what they could
   * read. Who may go through it may still: scripts of an earlier server may be at work. What cannot
   * be made or changed is left for whoever needs it to complain of.
   */
  static ClosedData begin(Path data, Path database) {
    ClosedData closed = new ClosedData(data, database);
    try {
      PrivateFiles.createDirectories(data);
      closed.found(data);
      for (Path file : closed.databases()) {
        closed.found(file);
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be made or closed", data, e);
    }
    return closed;
  }

  /**
   * Once it is known who runs scripts: closes all the rest, and says what was open.
   *
   * @throws UncheckedIOException if an account runs scripts and something cannot be kept from it
   */
  void finish(Optional<OsAccount> account) {
    try {
      for (String name : account.isPresent() ? LATER : ENGINES) {
        PrivateFiles.createDirectories(data.resolve(name));
      }
      for (Path entry : entries()) {
        if (account.isEmpty() || !SHARED.contains(entry.getFileName().toString())) {
          close(entry);
        }
      }
      if (account.isEmpty()) {
        close(data);
      }
    } catch (IOException e) {
      if (account.isPresent()) {
        throw new UncheckedIOException("What is in " + data + " cannot be kept from scripts", e);
      }
      LOG.warn("{} cannot be closed to other accounts of this machine: {}", data, e.toString());
    }
    if (!opened.isEmpty()) {
      LOG.warn("Other accounts of this machine could read {}; now they cannot", opened);
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> all = Files.list(data)) {
      return Stream.concat(all, databases().stream()).distinct().toList();
    }
  }

  private List<Path> databases() {
    List<Path> files = new ArrayList<>();
    for (Path file : List.of(database, database.resolveSibling("logs.db"))) {
      for (String end : List.of("", "-wal", "-shm")) {
        files.add(file.resolveSibling(file.getFileName() + end));
      }
    }
    files.add(database.resolveSibling("tempo.lock"));
    return files;
  }

  /** Narrows what was there before this server, so that others may have read it. */
  private void found(Path path) throws IOException {
    if (narrow(path)) {
      opened.add(path);
    }
  }

  /** Takes from others what they may read or write; whether they could. */
  private static boolean narrow(Path path) throws IOException {
    if (!POSIX || !Files.exists(path, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path)) {
      return false;
    }
    Set<PosixFilePermission> less = EnumSet.noneOf(PosixFilePermission.class);
    less.addAll(Files.getPosixFilePermissions(path));
    boolean open = less.removeAll(OF_OTHERS);
    if (open) {
      Files.setPosixFilePermissions(path, less);
    }
    return open;
  }

  private void close(Path entry) throws IOException {
    if (narrow(entry) && opened.contains(data)) { // else nobody could come here
      opened.add(entry);
    }
    boolean directory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    if (POSIX && (directory || Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))) {
      Files.setPosixFilePermissions(
          entry, PosixFilePermissions.fromString(directory ? "rwx------" : "rw-------"));
    }
  }
}
