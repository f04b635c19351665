package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import dev.tempo.server.storage.PrivateFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Reads and writes archives as {@code .tar.gz}. Their first entry says how the others are named,
 * and their last is a {@link Manifest} of all others.
 *
 * <p>Format 2 has names as bytes ({@link EntryName}), as GNU tar writes and reads them; format 1,
 * which had no first entry, has them as text, and its manifest lies among the files.
 */
final class BackupArchive {
  private static final int OWNER_EXECUTES = 0100;
  private static final int READ_BYTES = 1 << 16;
  private static final int MOST_NAMED = 5;
  private static final String FORMAT = ".backup/format";
  private static final byte[] FORMAT_2 = {'2', '\n'};
  private static final String MANIFEST = ".backup/manifest.json";
  private static final String MANIFEST_1 = "manifest.json";

  /** No file that is packed lies there. */
  static final String RESERVED = ".backup";

  private BackupArchive() {}

  /** Takes up files, one after the other; the manifest is written last, by {@link #finish}. */
  static final class Writer implements AutoCloseable {
    private final TarArchiveOutputStream tar;
    private final BackupProgress progress;
    private final Map<String, Manifest.Checksum> sums = new LinkedHashMap<>();

    Writer(OutputStream out, BackupProgress progress) throws IOException {
      this.progress = progress;
      tar =
          new TarArchiveOutputStream(
              new GZIPOutputStream(new BufferedOutputStream(out)), ISO_8859_1.name());
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
      write(FORMAT, FORMAT_2);
    }

    /** Adds a file as it was read, under a name in bytes. */
    void add(String name, FileSnapshot file) throws IOException {
      FileSnapshot.Facts facts = file.facts();
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(facts.size());
      entry.setMode(facts.executable() ? 0100755 : TarArchiveEntry.DEFAULT_FILE_MODE);
      entry.setModTime(facts.modified());
      try (InputStream in = progress.counting(file.open())) {
        tar.putArchiveEntry(entry);
        sums.put(EntryName.display(name), ChecksumCopier.copy(in, tar));
        tar.closeArchiveEntry();
      }
    }

    /** Adds an empty directory. */
    void addDirectory(String name) throws IOException {
      tar.putArchiveEntry(new TarArchiveEntry(name + "/"));
      tar.closeArchiveEntry();
    }

    Map<String, Manifest.Checksum> sums() {
      return sums;
    }

    void finish(Manifest manifest) throws IOException {
      write(MANIFEST, manifest.toBytes());
      tar.finish();
    }

    private void write(String name, byte[] bytes) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(bytes.length);
      entry.setModTime(FileTime.from(Instant.EPOCH));
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
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
  static Manifest verify(Path archive, BackupProgress progress) {
    return read(
        new Reading(archive, any -> false, anything(), progress),
        (entry, in) -> sum(entry, in, OutputStream.nullOutputStream()));
  }

  /**
   * Looks at what an archive says of itself, and writes nothing.
   *
   * @param reading whose room refuses what it has no place for
   * @throws BackupException that says why it cannot be unpacked
   */
  static void measure(Reading reading) {
    boolean bytes = isFormat2(reading.archive());
    try (TarArchiveInputStream tar = open(reading, bytes)) {
      for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
        reading.add(new Entry(next, bytes));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(reading.archive(), Optional.empty(), e);
    }
  }

  /**
   * How an archive is read.
   *
   * @param archive the file
   * @param filter what of it is unpacked, by the names of the entries as bytes
   * @param room for what it unpacks to; the archive may have become another since it was measured
   * @param progress of the reading
   */
  record Reading(Path archive, Predicate<String> filter, Unpacked room, BackupProgress progress) {

    private void add(Entry entry) throws IOException {
      room.add(entry.tar(), filter.test(entry.byteName()));
    }
  }

  /**
   * Unpacks an archive, and checks all of it against its manifest; what was written is not to be
   * used if this fails.
   *
   * @throws BackupException that says what is wrong with it
   */
  static Manifest extract(Reading reading, Path directory) {
    return read(
        reading,
        (entry, in) ->
            reading.filter().test(entry.byteName())
                ? extract(entry, in, directory)
                : sum(entry, in, OutputStream.nullOutputStream()));
  }

  /**
   * Unpacks one file of an archive and reads no further, so that nothing is known of the rest.
   *
   * @throws BackupException if there is no such file before the archive ends or is damaged
   */
  static void extractOne(Reading reading, Path directory, String name) {
    boolean bytes = isFormat2(reading.archive());
    try (TarArchiveInputStream tar = open(reading, bytes)) {
      for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
        if (next.getName().equals(name)) {
          reading.room().add(next, true);
          extract(new Entry(next, bytes), tar, directory);
          return;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(reading.archive(), Optional.of(name), e);
    }
    throw new BackupException(
        message("api.backup.lacksFile", "file", reading.archive().toString(), "name", name));
  }

  /** What is only read takes no room. */
  private static Unpacked anything() {
    return new Unpacked(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Copies what an entry says that it holds, and refuses more. */
  private static Manifest.Checksum sum(Entry entry, InputStream in, OutputStream out)
      throws IOException {
    Manifest.Checksum sum = ChecksumCopier.copy(in, out, entry.tar().getSize());
    if (in.read() >= 0) {
      throw new EntryException(message("api.backup.entryGrows", "entry", entry.display()));
    }
    return sum;
  }

  @FunctionalInterface
  private interface Take {
    Manifest.Checksum take(Entry entry, InputStream in) throws IOException;
  }

  /** An entry, and whether its name is bytes or text. */
  private record Entry(TarArchiveEntry tar, boolean bytes) {

    String name() {
      String name = tar.getName();
      return tar.isDirectory() && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    String display() {
      return bytes ? EntryName.display(name()) : name();
    }

    /** One byte a character, whichever format this is. */
    String byteName() {
      return bytes ? name() : new String(name().getBytes(UTF_8), ISO_8859_1);
    }

    Path below(Path directory) throws IOException {
      Path target = EntryName.resolve(directory, byteName());
      if (!(tar.isFile() || bytes && tar.isDirectory())) {
        throw new EntryException(message("api.backup.entryMisplaced", "entry", display()));
      }
      return target;
    }
  }

  private static Manifest read(Reading reading, Take take) {
    boolean bytes = isFormat2(reading.archive());
    String manifestName = bytes ? MANIFEST : MANIFEST_1;
    Map<String, Manifest.Checksum> sums = new LinkedHashMap<>();
    Optional<Manifest> manifest = Optional.empty();
    Optional<String> at = Optional.empty();
    try (TarArchiveInputStream tar = open(reading, bytes)) {
      TarArchiveEntry next = tar.getNextEntry();
      while (next != null) {
        Entry entry = new Entry(next, bytes);
        reading.add(entry);
        at = Optional.of(entry.display());
        if (next.getName().equals(manifestName)) {
          manifest = Optional.of(Manifest.parse(bounded(tar, reading.room().mostListed())));
        } else if (next.isDirectory()) {
          take.take(entry, tar);
        } else if (!next.getName().equals(FORMAT)) {
          sums.put(entry.display(), take.take(entry, tar));
        }
        next = tar.getNextEntry();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(reading.archive(), at, e);
    }
    return checked(reading.archive(), manifest, sums);
  }

  private static boolean isFormat2(Path archive) {
    try (TarArchiveInputStream tar = open(archive, true, BackupProgress.unwatched())) {
      TarArchiveEntry first = tar.getNextEntry();
      if (first == null || !first.getName().equals(FORMAT)) {
        return false;
      }
      if (!Arrays.equals(tar.readNBytes(FORMAT_2.length + 1), FORMAT_2)) {
        throw new BackupException(ofArchive("api.backup.newer", archive));
      }
      return true;
    } catch (NoSuchFileException e) {
      throw new BackupException(ofArchive("api.backup.noFile", archive), e);
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(archive, Optional.empty(), e);
    }
  }

  private static TarArchiveInputStream open(Reading reading, boolean bytes) throws IOException {
    return open(reading.archive(), bytes, reading.progress());
  }

  private static TarArchiveInputStream open(Path archive, boolean bytes, BackupProgress progress)
      throws IOException {
    progress.expect(Files.size(archive));
    InputStream file =
        new BufferedInputStream(progress.counting(Files.newInputStream(archive)), READ_BYTES);
    try {
      return new TarArchiveInputStream(
          new GZIPInputStream(file), (bytes ? ISO_8859_1 : UTF_8).name());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static byte[] bounded(InputStream in, int limit) throws IOException {
    byte[] bytes = in.readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw new EntryException(message("api.backup.contentsTooLong"));
    }
    return bytes;
  }

  /** What stands after the place at which reading failed is not to be trusted either. */
  private static BackupException damaged(Path archive, Optional<String> entry, Exception e) {
    Message reason = Messages.of(e);
    boolean said = e instanceof EntryException; // which entry it is
    return new BackupException(
        entry.isEmpty() || said
            ? message("api.backup.damaged", "file", archive.toString(), "reason", reason)
            : message(
                "api.backup.damagedAt",
                "file",
                archive.toString(),
                "entry",
                entry.get(),
                "reason",
                reason),
        e);
  }

  private static Message ofArchive(String key, Path archive) {
    return message(key, "file", archive.toString());
  }

  private static Manifest checked(
      Path archive, Optional<Manifest> manifest, Map<String, Manifest.Checksum> sums) {
    if (manifest.isEmpty()) {
      throw new BackupException(ofArchive("api.backup.notWhole", archive));
    }
    List<String> wrong = differing(manifest.get().files(), sums);
    if (!wrong.isEmpty()) {
      String named = wrong.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
      throw new BackupException(
          counted("api.backup.checksum", wrong.size(), "file", archive.toString(), "files", named));
    }
    return manifest.get();
  }

  /** Those whose content is another one, and those that are on one side only. */
  private static List<String> differing(
      Map<String, Manifest.Checksum> listed, Map<String, Manifest.Checksum> found) {
    Set<String> names = new TreeSet<>(listed.keySet());
    names.addAll(found.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(listed.get(name), found.get(name)))
        .toList();
  }

  private static Manifest.Checksum extract(Entry entry, InputStream in, Path directory)
      throws IOException {
    Path target = entry.below(directory);
    if (entry.tar().isDirectory()) {
      PrivateFiles.createDirectories(target);
      return Manifest.Checksum.NONE;
    }
    PrivateFiles.createDirectories(target.getParent());
    Manifest.Checksum sum;
    try (OutputStream out = new BufferedOutputStream(PrivateFiles.create(target))) {
      sum = sum(entry, in, out);
    }
    if ((entry.tar().getMode() & OWNER_EXECUTES) != 0) {
      allowExecuting(target);
    }
    Files.setLastModifiedTime(target, entry.tar().getLastModifiedTime());
    return sum;
  }

  private static void allowExecuting(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (UnsupportedOperationException e) {
      return; // no such permissions here
    }
  }
}
