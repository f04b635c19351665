package dev.tempo.server.storage;

import dev.tempo.files.PosixPermissions;
import dev.tempo.files.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files and directories that nobody else may look into, from the moment at which they are made, and
 * that a power failure does not take back once it was said that they are there. A name is durable
 * when the directory is synced that holds it (fsync(2)).
 */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** A new file of mode 0600, which is synced by whoever writes it. */
  public static OutputStream create(Path file) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return Channels.newOutputStream(
        Files.newByteChannel(file, options, PosixPermissions.of("rw-------")));
  }

  /**
   * A new file of mode 0600 without a name, to be written and read, which the system removes when
   * it is closed, also if the process ends before.
   */
  public static FileChannel createNameless(Path directory) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return FileChannel.open(
        directory.resolve("." + UUID.randomUUID() + ".tmp"),
        options,
        PosixPermissions.of("rw-------"));
  }

  /** Directories of mode 0700, as far as they do not exist; their names are durable. */
  public static void createDirectories(Path directory) throws IOException {
    Path missing = directory.toAbsolutePath();
    while (missing.getParent() != null && !Files.exists(missing)) {
      missing = missing.getParent();
    }
    Files.createDirectories(directory, PosixPermissions.of("rwx------"));
    for (Path made = directory.toAbsolutePath();
        !made.equals(missing) && made.getParent() != null;
        made = made.getParent()) {
      sync(made.getParent());
    }
  }

  /**
   * Puts a file of mode 0600 in its place at once: whoever looks sees what was there or all of what
   * is given, also after a power failure. Its directory must exist.
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (OutputStream out = create(fresh)) {
      out.write(content);
    }
    rename(fresh, file);
  }

  /** Gives a file that was written its name, durably: the content first, then the name. */
  public static void rename(Path fresh, Path file) throws IOException {
    sync(fresh);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    sync(file.toAbsolutePath().getParent());
  }

  /** Makes what is in a file, or the names in a directory, durable. */
  public static void sync(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !PosixPermissions.areSupported()) {
      return; // Windows opens no directories, and keeps their names by itself
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes all durable that is in a directory; follows no links. */
  public static void syncTree(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path each : tree.toList()) {
        if (!Files.isSymbolicLink(each)) {
          sync(each);
        }
      }
    }
  }

  /**
   * Deletes a file or a directory with all that is in it; follows no links, wherever others put
   * them meanwhile.
   */
  public static void delete(Path path) throws IOException {
    Trees.delete(path);
  }
}
