package dev.tempo.server.backup;

import dev.tempo.server.storage.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * What was in a file when it was read. Files of scripts grow, shrink and vanish while they are
 * read, but an archive names the size of an entry before its bytes; so a file is read first, and
 * what was read is packed: small ones from memory, others from a copy.
 *
 * <p>A file that is only appended to is taken as long as it was when the reading began. One that
 * changes otherwise is read again; if it never holds still, the last reading stands and says so.
 */
final class FileSnapshot implements AutoCloseable {
  private static final int IN_MEMORY = 1 << 20;
  private static final int READINGS = 3;

  private final byte[] bytes;
  private final Path copy;
  private final boolean deleted;
  private final Facts facts;
  private final boolean settled;

  /**
   * What is known of the file beside its bytes.
   *
   * @param size of what was read, in bytes
   * @param modified when it was changed last
   * @param executable whether its owner may execute it
   */
  record Facts(long size, FileTime modified, boolean executable) {}

  private FileSnapshot(byte[] bytes, Facts facts, boolean settled) {
    this.bytes = bytes;
    this.copy = null;
    this.deleted = false;
    this.facts = facts;
    this.settled = settled;
  }

  private FileSnapshot(Path copy, boolean deleted, Facts facts, boolean settled) {
    this.bytes = new byte[0];
    this.copy = copy;
    this.deleted = deleted;
    this.facts = facts;
    this.settled = settled;
  }

  /**
   * Reads a file.
   *
   * @param copy where a large one is copied to; nothing may be there
   * @param most bytes that a file may have
   * @throws UnreadableException if it cannot be read or is not to be taken, with the reason
   * @throws NoSuchFileException if it is gone
   * @throws IOException if the copy cannot be written
   */
  static FileSnapshot of(Path file, Path copy, long most) throws IOException {
    FileSnapshot read = read(file, copy, most);
    for (int again = 1; again < READINGS && !read.settled; again++) {
      read.close();
      read = read(file, copy, most);
    }
    return read;
  }

  /** A file that nobody else changes, whose bytes need not be copied. */
  static FileSnapshot ofOwn(Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    Facts facts = new Facts(attributes.size(), attributes.lastModifiedTime(), false);
    return new FileSnapshot(file, false, facts, true);
  }

  private static FileSnapshot read(Path file, Path copy, long most) throws IOException {
    BasicFileAttributes before = attributes(file);
    if (!before.isRegularFile()) {
      throw new UnreadableException("it is no plain file any more", null);
    }
    if (before.size() > most) {
      throw new UnreadableException(
          "its " + before.size() + " bytes are more than all backups may take", null);
    }
    boolean executable = isExecutable(file);
    try (InputStream in = new Source(file)) {
      if (before.size() <= IN_MEMORY) {
        byte[] bytes = in.readNBytes((int) before.size());
        boolean settled = bytes.length == before.size() && isAsBefore(file, before);
        return new FileSnapshot(
            bytes, new Facts(bytes.length, before.lastModifiedTime(), executable), settled);
      }
      long size = copy(in, copy, before.size());
      boolean settled = size == before.size() && isAsBefore(file, before);
      return new FileSnapshot(
          copy, true, new Facts(size, before.lastModifiedTime(), executable), settled);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  private static long copy(InputStream in, Path copy, long size) throws IOException {
    try (OutputStream out = PrivateFiles.create(copy)) {
      return Checksum.copy(in, out, size).sizeBytes();
    }
  }

  /** Growing does not count: what was there before is still there. */
  private static boolean isAsBefore(Path file, BasicFileAttributes before) throws IOException {
    try {
      BasicFileAttributes after = attributes(file);
      boolean grown = after.size() > before.size();
      return grown || after.lastModifiedTime().equals(before.lastModifiedTime());
    } catch (NoSuchFileException e) {
      return true; // deleted since, but read whole
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isExecutable(Path file) throws IOException {
    try {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
      return permissions.contains(PosixFilePermission.OWNER_EXECUTE);
    } catch (UnsupportedOperationException e) {
      return false; // no such permissions here
    }
  }

  Facts facts() {
    return facts;
  }

  /** False if the file was changed while it was read, each time. */
  boolean isSettled() {
    return settled;
  }

  /** What was read. */
  InputStream open() throws IOException {
    return copy == null ? new ByteArrayInputStream(bytes) : Files.newInputStream(copy);
  }

  @Override
  public void close() throws IOException {
    if (deleted) {
      Files.deleteIfExists(copy);
    }
  }

  /** A file that is read, whose errors are told from those of what is written. */
  private static final class Source extends FilterInputStream {

    Source(Path file) throws IOException {
      super(open(file));
    }

    private static InputStream open(Path file) throws IOException {
      try {
        return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException e) {
        throw new UnreadableException("it cannot be opened: " + e, e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (IOException e) {
        throw new UnreadableException("it cannot be read: " + e, e);
      }
    }
  }

  /** Says why a file is left out. */
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(String reason, IOException cause) {
      super(reason, cause);
    }
  }
}
