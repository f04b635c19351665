package dev.tempo.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Opens files that may be anything by the time they are opened: a link, a FIFO, a device. The way
 * to the file must not be others' to change; use a {@link HeldDirectory} where it is.
 */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Opens a regular file for reading. Never waits, never follows a link.
   *
   * @throws java.nio.file.NoSuchFileException if there is nothing
   * @throws FileSystemException if it is no regular file
   */
  public static FileChannel open(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    return open(file, opened -> {});
  }

  /** Looks at a file that was opened, by a name that leads to it whatever becomes of its own. */
  interface Check {
    void check(Path opened) throws IOException;
  }

  /** As the other, where descriptors are usable with a further check of what was opened. */
  static FileChannel open(Path file, Check further) throws IOException {
    if (!Descriptors.usable()) {
      check(file, Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
      return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }
    int descriptor = Descriptors.readable(file);
    try {
      Path opened = Path.of("/proc/self/fd/" + descriptor);
      check(file, Files.readAttributes(opened, BasicFileAttributes.class));
      further.check(opened);
      return FileChannel.open(opened, StandardOpenOption.READ); // the same file, whatever its name
    } finally {
      Descriptors.release(descriptor);
    }
  }

  private static void check(Path file, BasicFileAttributes attributes) throws IOException {
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "is no regular file");
    }
  }

  /**
   * Where the next byte stands that was ever written, at {@code offset} or behind it: what lies
   * between is a hole, which reads as zeros and takes no room. Where that cannot be known it is
   * {@code offset}.
   *
   * @return {@link Long#MAX_VALUE} if there is none to the file's end
   * @throws IOException as {@link #open}
   */
  public static long nextData(Path file, long offset) throws IOException {
    Objects.requireNonNull(file, "file");
    if (!Descriptors.usable()) {
      return offset;
    }
    int descriptor = Descriptors.readable(file);
    try {
      return Descriptors.nextData(descriptor, offset);
    } finally {
      Descriptors.release(descriptor);
    }
  }

  /**
   * The first bytes of a regular file, all if it has no more.
   *
   * @throws IOException as {@link #open}
   */
  public static byte[] read(Path file, int limit) throws IOException {
    Objects.requireNonNull(file, "file");
    try (InputStream in = Channels.newInputStream(open(file))) {
      return in.readNBytes(limit);
    }
  }
}
