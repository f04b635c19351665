package dev.tempo.server.backup;

import dev.tempo.files.HeldDirectory;
import dev.tempo.server.storage.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

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
   * @param access who may do what with it
   */
  record Facts(long size, FileTime modified, EntryAccess access) {}

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
   * @param in the directory that holds it
   * @param copy where a large one is copied to; nothing may be there
   * @param limit bytes that a file may have
   * @throws UnreadableException if it cannot be read or is not to be taken, with the reason
   * @throws NoSuchFileException if it is gone
   * @throws IOException if the copy cannot be written
   */
  static FileSnapshot of(HeldDirectory in, Path name, Path copy, long limit) throws IOException {
    FileSnapshot read = read(in, name, copy, limit);
    for (int again = 1; again < READINGS && !read.settled; again++) {
      read.close();
      read = read(in, name, copy, limit);
    }
    return read;
  }

  /** A file that nobody else changes, whose bytes need not be copied. */
  static FileSnapshot ofOwn(Path file) throws IOException {
    Facts facts = new Facts(Files.size(file), Files.getLastModifiedTime(file), EntryAccess.PRIVATE);
    return new FileSnapshot(file, false, facts, true);
  }

  private static FileSnapshot read(HeldDirectory in, Path name, Path copy, long limit)
      throws IOException {
    try (FileChannel channel = open(in, name)) {
      long length = channel.size();
      if (length > limit) {
        throw new UnreadableException(
            "its " + length + " bytes are more than all backups may take", null);
      }
      FileTime modified = in.attributes(name).lastModifiedTime();
      EntryAccess access = EntryAccess.of(in, name);
      InputStream source = new Source(Channels.newInputStream(channel));
      boolean small = length <= IN_MEMORY;
      byte[] bytes = small ? source.readNBytes((int) length) : new byte[0];
      long size = small ? bytes.length : copy(source, copy, length);
      boolean settled = size == length && isAsBefore(in, name, length, modified);
      Facts facts = new Facts(size, modified, access);
      return small
          ? new FileSnapshot(bytes, facts, settled)
          : new FileSnapshot(copy, true, facts, settled);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  private static FileChannel open(HeldDirectory in, Path name) throws IOException {
    try {
      return in.read(name);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new UnreadableException("it cannot be opened: " + e.getMessage(), e);
    }
  }

  private static long copy(InputStream in, Path copy, long size) throws IOException {
    try (OutputStream out = PrivateFiles.create(copy)) {
      return ChecksumCopier.copy(in, out, size).sizeBytes();
    }
  }

  /** Growing does not count: what was there before is still there. */
  private static boolean isAsBefore(HeldDirectory in, Path name, long length, FileTime modified)
      throws IOException {
    try {
      BasicFileAttributes after = in.attributes(name);
      return after.size() > length || after.lastModifiedTime().equals(modified);
    } catch (NoSuchFileException e) {
      return true; // deleted since, but read whole
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

    Source(InputStream in) {
      super(in);
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
