package dev.tempo.engine.work;

import dev.tempo.files.PosixPermissions;
import dev.tempo.internal.message.ScriptMessages;
import dev.tempo.script.ScriptFile;
import dev.tempo.task.ScriptPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of scripts that are executed where they lie. A shell reads its script while it runs,
 * so it is given a copy that nobody edits, in the same directory, since scripts find their
 * neighbours by where they lie. Its name begins with a dot and ends in the run's id.
 *
 * <p>Before a copy is made, a record in Tempo's own directory says where it will be; so it is found
 * and deleted at the end of its run, whoever sees that, and whatever has become of the job.
 * Thread-safe.
 */
final class InPlaceScripts {
  private static final Logger LOG = LoggerFactory.getLogger(InPlaceScripts.class);
  private static final int MAX_NAME_BYTES = 180;
  private static final String OPEN = "rw-r--r--";

  private final Path records;
  private final boolean othersRead;

  /**
   * With records in a directory, which is made when there is one.
   *
   * @param othersRead whether scripts run under another account than this JVM's
   */
  InPlaceScripts(Path records, boolean othersRead) {
    this.records = records;
    this.othersRead = othersRead;
  }

  /**
   * Makes a copy of a script, for a run.
   *
   * @param bytes what it says
   * @return empty if that cannot be done there; says why in a message
   */
  Copy copy(ScriptPlace.InPlace place, UUID runId, ScriptFile script, byte[] bytes) {
    return copy(place, runId, script.permissions(), bytes);
  }

  /** Writes what a run tries out, beside the script that it may become. */
  Copy copy(ScriptPlace.InPlace place, UUID runId, byte[] bytes) {
    return copy(place, runId, PosixFilePermissions.fromString(OPEN), bytes);
  }

  /**
   * What became of a copy.
   *
   * @param file where it is; empty if it could not be made
   * @param reason why it could not
   */
  record Copy(Optional<Path> file, String reason) {}

  private Copy copy(
      ScriptPlace.InPlace place, UUID runId, Set<PosixFilePermission> permissions, byte[] bytes) {
    Path copy = place.directory().resolve(name(place.file(), runId));
    try {
      record(runId, copy);
      write(copy, attributes(permissions), bytes);
      if (othersRead && !isReadableByOthers(copy)) {
        release(runId);
        return new Copy(Optional.empty(), ScriptMessages.NOT_FOR_ALL.text());
      }
      return new Copy(Optional.of(copy), "");
    } catch (IOException e) {
      release(runId);
      return new Copy(Optional.empty(), ScriptFile.reason(e));
    }
  }

  private static String name(Path file, UUID runId) {
    String name = file.getFileName().toString();
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    return "." + (fits ? name : "script") + ".tempo-" + runId;
  }

  private void record(UUID runId, Path copy) throws IOException {
    Files.createDirectories(records, PosixPermissions.of("rwx------"));
    Files.writeString(records.resolve(runId.toString()), copy.toString());
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> original) {
    if (!PosixPermissions.areSupported()) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> permissions = EnumSet.of(PosixFilePermission.OWNER_READ);
    permissions.addAll(original);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }

  /** A run that had not begun before a restart may have left one. */
  private static void write(Path copy, FileAttribute<?>[] attributes, byte[] bytes)
      throws IOException {
    Files.deleteIfExists(copy);
    Set<StandardOpenOption> fresh =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(copy, fresh, attributes)) {
      java.nio.ByteBuffer left = java.nio.ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
  }

  private static boolean isReadableByOthers(Path copy) throws IOException {
    return Files.getPosixFilePermissions(copy, LinkOption.NOFOLLOW_LINKS)
        .contains(PosixFilePermission.OTHERS_READ);
  }

  /** Deletes the copy of a run that has ended, if there is one. */
  void release(UUID runId) {
    Path record = records.resolve(runId.toString());
    try {
      Path copy = Path.of(Files.readString(record));
      if (copy.getFileName().toString().endsWith(".tempo-" + runId)) {
        Files.deleteIfExists(copy);
      }
      Files.deleteIfExists(record);
    } catch (NoSuchFileException e) {
      LOG.trace("The run {} has no copy of its script", runId);
    } catch (IOException e) {
      LOG.warn("The copy of its script that the run {} used is left: {}", runId, e.toString());
    }
  }

  /** Deletes the copies of runs that have ended without anybody who saw it. */
  void releaseAll(Predicate<UUID> ended) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(records)) {
      for (Path record : all) {
        UUID runId = UUID.fromString(record.getFileName().toString());
        if (ended.test(runId)) {
          release(runId);
        }
      }
    } catch (NoSuchFileException e) {
      LOG.trace("No script was ever copied");
    } catch (IOException | DirectoryIteratorException | IllegalArgumentException e) {
      LOG.warn("Copies of scripts are left: {}", e.toString());
    }
  }
}
