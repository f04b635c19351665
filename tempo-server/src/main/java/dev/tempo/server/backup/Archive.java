package dev.tempo.server.backup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Archives as {@code .tar.gz}, whose last entry is a {@link Manifest} of all others. */
final class Archive {
  private static final int OWNER_EXECUTES = 0100;

  private Archive() {}

  /** Takes up files, one after the other; the manifest is written last, by {@link #finish}. */
  static final class Writer implements AutoCloseable {
    private final TarArchiveOutputStream tar;
    private final Map<String, Manifest.Sum> sums = new LinkedHashMap<>();

    Writer(OutputStream out) throws IOException {
      tar =
          new TarArchiveOutputStream(new GZIPOutputStream(new BufferedOutputStream(out)), "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** Adds a file as it is now; one that is gone meanwhile is left out. */
    void add(String name, Path file) throws IOException {
      // The size stands before the bytes, so of a file that grows only so many are read.
      long size = Files.size(file);
      try (InputStream in = Files.newInputStream(file)) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(Files.isExecutable(file) ? 0100755 : TarArchiveEntry.DEFAULT_FILE_MODE);
        entry.setModTime(Files.getLastModifiedTime(file));
        tar.putArchiveEntry(entry);
        sums.put(name, Checksum.copy(new Exactly(in, size), tar));
        tar.closeArchiveEntry();
      }
    }

    Map<String, Manifest.Sum> sums() {
      return sums;
    }

    void finish(Manifest manifest) throws IOException {
      byte[] bytes = manifest.toBytes();
      TarArchiveEntry entry = new TarArchiveEntry(Manifest.NAME);
      entry.setSize(bytes.length);
      entry.setModTime(FileTime.from(manifest.createdAt()));
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
      tar.finish();
    }

    @Override
    public void close() throws IOException {
      tar.close();
    }
  }

  /**
   * Reads all of an archive and checks it against its manifest.
   *
   * @throws BackupException that says what is wrong with it
   */
  static Manifest verify(Path archive) {
    return read(archive, (entry, in) -> Checksum.copy(in, OutputStream.nullOutputStream()));
  }

  /**
   * Unpacks an archive, and checks it against its manifest; what was written is not to be used if
   * this fails.
   *
   * @throws BackupException that says what is wrong with it
   */
  static Manifest extract(Path archive, Path directory) {
    return read(archive, (entry, in) -> extract(entry, in, directory));
  }

  @FunctionalInterface
  private interface Take {
    Manifest.Sum take(TarArchiveEntry entry, InputStream in) throws IOException;
  }

  private static Manifest read(Path archive, Take take) {
    Map<String, Manifest.Sum> sums = new LinkedHashMap<>();
    Optional<Manifest> manifest = Optional.empty();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file), "UTF-8")) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        if (entry.getName().equals(Manifest.NAME)) {
          manifest = Optional.of(Manifest.parse(tar.readAllBytes()));
        } else {
          sums.put(entry.getName(), take.take(entry, tar));
        }
        entry = tar.getNextEntry();
      }
    } catch (NoSuchFileException e) {
      throw new BackupException("There is no file " + archive, e);
    } catch (IOException e) {
      throw new BackupException(
          archive + " is damaged, or no backup of Tempo (" + e.getMessage() + ")", e);
    }
    return checked(archive, manifest, sums);
  }

  private static Manifest checked(
      Path archive, Optional<Manifest> manifest, Map<String, Manifest.Sum> sums) {
    if (manifest.isEmpty()) {
      throw new BackupException(archive + " is not whole, or no backup of Tempo");
    }
    if (!manifest.get().files().equals(sums)) {
      throw new BackupException(archive + " is damaged: a checksum is wrong; use another backup");
    }
    return manifest.get();
  }

  private static Manifest.Sum extract(TarArchiveEntry entry, InputStream in, Path directory)
      throws IOException {
    Path target = directory.resolve(entry.getName()).normalize();
    if (!entry.isFile() || !target.startsWith(directory) || target.equals(directory)) {
      throw new IOException("the entry " + entry.getName() + " does not belong there");
    }
    PrivateFiles.createDirectories(target.getParent());
    try (OutputStream out = new BufferedOutputStream(PrivateFiles.create(target))) {
      Manifest.Sum sum = Checksum.copy(in, out);
      out.flush();
      if ((entry.getMode() & OWNER_EXECUTES) != 0) {
        target.toFile().setExecutable(true, true);
      }
      return sum;
    }
  }

  /** So many bytes of a stream: a file may grow while it is read. */
  private static final class Exactly extends InputStream {
    private final InputStream in;
    private long left;

    Exactly(InputStream in, long size) {
      this.in = in;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(buffer, offset, (int) Math.min(left, length));
      if (read < 0) {
        throw new IOException("A file became shorter while it was read");
      }
      left -= read;
      return read;
    }
  }
}
