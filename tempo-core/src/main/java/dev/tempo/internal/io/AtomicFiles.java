package dev.tempo.internal.io;

import dev.tempo.files.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;

/** Changes to files that are whole or not at all, also after a power failure. */
public final class AtomicFiles {
  private static final Pattern TEMPORARY =
      Pattern.compile("\\.(.*\\.)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  private AtomicFiles() {}

  /** Gives a file this text, at once; durable when it returns. */
  public static void write(Path file, String text) throws IOException {
    Path temporary = temporary(file);
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      force(file.getParent());
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Makes this a symbolic link, in the place of another one if need be, at once. */
  public static void link(Path link, Path target) throws IOException {
    Path temporary = temporary(link);
    try {
      Files.createSymbolicLink(temporary, target);
      Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path temporary(Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  /**
   * Deletes what a process that was killed in the middle of this left in a directory; nobody may be
   * at it there now.
   */
  public static void deleteTemporaries(Path directory) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, ".*.tmp")) {
      for (Path each : all) {
        if (TEMPORARY.matcher(each.getFileName().toString()).matches()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** Makes the entries of a directory durable, where the system has a way to. */
  public static void force(Path directory) throws IOException {
    if (java.io.File.separatorChar == '\\') {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes a tree, links themselves and not what they point to; does nothing if it is gone. */
  public static void deleteTree(Path root) throws IOException {
    Trees.delete(root);
  }
}
