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
import java.util.function.Consumer;
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
 * which had no first entry, has them as text, and its manifest lies among the files. Where the
 * first entry is for its owner alone, entries have the permissions and owners of the files, and it
 * has that of the process which made the archive.
 */
final class BackupArchive {
  private static final int OWNER_EXECUTES = 0100;
  private static final int PERMISSIONS = 0777;
  private static final int READ_BYTES = 1 << 16;
  private static final int MOST_NAMED = 5;
  private static final String FORMAT = ".backup/format";
  private static final byte[] FORMAT_2 = {'2', '\n'};
  private static final String MANIFEST = ".backup/manifest.json";
  private static final String MANIFEST_1 = "manifest.json";

  private static final String PROJECTS = "projects/";

  /** No file that is packed lies there. */
  static final String RESERVED = ".backup";

  private BackupArchive() {}

  /** Takes up files, one after the other; the manifest is written last, by {@link #finish}. */
  static final class Writer implements AutoCloseable {
    private final TarArchiveOutputStream tar;
    private final BackupProgress progress;
    private final EntryAccess maker = new EntryAccess(0600, EntryAccess.ofProcess());
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
      facts.access().into(entry);
      entry.setModTime(facts.modified());
      try (InputStream in = progress.counting(file.open())) {
        tar.putArchiveEntry(entry);
        sums.put(EntryName.display(name), ChecksumCopier.copy(in, tar));
        tar.closeArchiveEntry();
      }
    }

    /** Adds a directory, before what is in it. */
    void addDirectory(String name, EntryAccess access) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name + "/");
      access.into(entry);
      tar.putArchiveEntry(entry);
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
      maker.into(entry);
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
    Format format = Format.of(reading.archive());
    try (TarArchiveInputStream tar = open(reading, format)) {
      for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
        reading.add(new Entry(next, format));
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
   * used if this fails. All of it belongs to this process.
   *
   * @param others is told of what belonged to another account, which is that of scripts, or to its
   *     group alone
   * @throws BackupException that says what is wrong with it
   */
  static Manifest extract(Reading reading, Path directory, Consumer<Others> others) {
    return read(
        reading,
        (entry, in) -> {
          if (!reading.filter().test(entry.byteName())) {
            return sum(entry, in, OutputStream.nullOutputStream());
          }
          Manifest.Checksum sum = extract(entry, in, directory);
          if (entry.isOthers() || entry.isOfOthersGroup()) {
            others.accept(new Others(entry.below(directory), !entry.isOthers()));
          }
          return sum;
        });
  }

  /**
   * What was unpacked of another account's.
   *
   * @param groupOnly whether the account's group alone had it, as a directory that it may go
   *     through
   */
  record Others(Path path, boolean groupOnly) {}

  /**
   * Unpacks one file of an archive and reads no further, so that nothing is known of the rest.
   *
   * @throws BackupException if there is no such file before the archive ends or is damaged
   */
  static void extractOne(Reading reading, Path directory, String name) {
    Format format = Format.of(reading.archive());
    try (TarArchiveInputStream tar = open(reading, format)) {
      for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
        if (next.getName().equals(name)) {
          reading.room().add(next, true);
          extract(new Entry(next, format), tar, directory);
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

  /** An entry, and how it is to be read. */
  private record Entry(TarArchiveEntry tar, Format format) {

    /** Whether it belonged to another account than that which made the archive. */
    boolean isOthers() {
      return format.access() && tar.getLongUserId() != format.maker();
    }

    /** Whether it is a directory above projects, which the account of scripts goes through. */
    boolean isOfOthersGroup() {
      return format.access()
          && tar.isDirectory()
          && name().startsWith(PROJECTS)
          && tar.getLongGroupId() != format.group();
    }

    /** What lies directly in a data directory is for its owner, whatever it was. */
    boolean isShared() {
      return format.access() && name().contains("/");
    }

    String name() {
      String name = tar.getName();
      return tar.isDirectory() && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    String display() {
      return format.bytes() ? EntryName.display(name()) : name();
    }

    /** One byte a character, whichever format this is. */
    String byteName() {
      return format.bytes() ? name() : new String(name().getBytes(UTF_8), ISO_8859_1);
    }

    Path below(Path directory) throws IOException {
      Path target = EntryName.resolve(directory, byteName());
      if (!(tar.isFile() || format.bytes() && tar.isDirectory())) {
        throw new EntryException(message("api.backup.entryMisplaced", "entry", display()));
      }
      return target;
    }
  }

  private static Manifest read(Reading reading, Take take) {
    Format format = Format.of(reading.archive());
    String manifestName = format.bytes() ? MANIFEST : MANIFEST_1;
    Map<String, Manifest.Checksum> sums = new LinkedHashMap<>();
    Optional<Manifest> manifest = Optional.empty();
    Optional<String> at = Optional.empty();
    try (TarArchiveInputStream tar = open(reading, format)) {
      TarArchiveEntry next = tar.getNextEntry();
      while (next != null) {
        Entry entry = new Entry(next, format);
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

  /**
   * How an archive is to be read.
   *
   * @param bytes whether names are bytes, rather than text
   * @param access whether entries have the permissions and owners of the files
   * @param maker the number of the user who made it
   * @param group the number of that one's group
   */
  private record Format(boolean bytes, boolean access, long maker, long group) {

    static Format of(Path archive) {
      try (TarArchiveInputStream tar = open(archive, true, BackupProgress.unwatched())) {
        TarArchiveEntry first = tar.getNextEntry();
        if (first == null || !first.getName().equals(FORMAT)) {
          return new Format(false, false, 0, 0);
        }
        if (!Arrays.equals(tar.readNBytes(FORMAT_2.length + 1), FORMAT_2)) {
          throw new BackupException(ofArchive("api.backup.newer", archive));
        }
        boolean access = (first.getMode() & PERMISSIONS) == 0600;
        return new Format(true, access, first.getLongUserId(), first.getLongGroupId());
      } catch (NoSuchFileException e) {
        throw new BackupException(ofArchive("api.backup.noFile", archive), e);
      } catch (IOException | IllegalArgumentException e) {
        throw damaged(archive, Optional.empty(), e);
      }
    }
  }

  private static TarArchiveInputStream open(Reading reading, Format format) throws IOException {
    return open(reading.archive(), format.bytes(), reading.progress());
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
      if (entry.isShared()) {
        EntryAccess.restore(entry.tar(), target);
      }
      return Manifest.Checksum.NONE;
    }
    PrivateFiles.createDirectories(target.getParent());
    Manifest.Checksum sum;
    try (OutputStream out = new BufferedOutputStream(PrivateFiles.create(target))) {
      sum = sum(entry, in, out);
    }
    if (entry.isShared()) {
      EntryAccess.restore(entry.tar(), target);
    } else if ((entry.tar().getMode() & OWNER_EXECUTES) != 0) {
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
