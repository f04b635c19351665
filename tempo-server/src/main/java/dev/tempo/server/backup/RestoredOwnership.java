package dev.tempo.server.backup;

import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Remembers which files of a backup were those of the account that scripts run as, until it is
 * known which account that is on the data that were restored: its number may be another one here.
 * For whoever has the directory to itself.
 */
final class RestoredOwnership {
  private static final String OWNER = "owner ";
  private static final String GROUP = "group ";

  /** What scripts may have; the rest is the server's, whatever a backup says of it. */
  private static final Set<String> OF_SCRIPTS = Set.of("scripts", "script_groups", "projects");

  private final Path directory;
  private final Path staged;
  private final Path list;

  /** Of a data directory. */
  RestoredOwnership(Path directory) {
    this.directory = directory;
    Path restore = directory.resolve("restore");
    this.staged = restore.resolve("others.staged");
    this.list = restore.resolve("others");
  }

  /**
   * Remembers them, in the place of what was staged before.
   *
   * @param root where the backup was unpacked
   */
  void stage(Path root, List<BackupArchive.Others> others) throws IOException {
    String lines =
        others.stream()
            .map(
                one ->
                    (one.groupOnly() ? GROUP : OWNER)
                        + EntryName.wayLine(root.relativize(one.path()))
                        + "\n")
            .collect(Collectors.joining());
    PrivateFiles.write(staged, lines.getBytes(StandardCharsets.UTF_8));
  }

  /** Forgets what was staged. */
  void cancel() throws IOException {
    Files.deleteIfExists(staged);
  }

  /** What was staged is in its place; done once more after an interruption. */
  void apply() throws IOException {
    if (Files.exists(staged)) {
      Files.move(staged, list, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Gives them to an account; those that did not come to their place are passed over. */
  void giveTo(OsAccount account) {
    if (account.problem().isPresent() || !Files.exists(list)) {
      return;
    }
    try {
      Path root = directory.toRealPath();
      for (String line : Files.readAllLines(list)) {
        Path path = EntryName.ofLine(root, line.substring(OWNER.length()));
        if (!OF_SCRIPTS.contains(root.relativize(path).getName(0).toString())) {
          continue;
        }
        if (isThere(path) && line.startsWith(OWNER)) {
          account.requireOwnership(path);
        } else if (isThere(path)) {
          account.letRead(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("What was restored cannot be given to " + account, e);
    } catch (ProcessException e) {
      throw new IllegalStateException("What was restored cannot be opened to " + account, e);
    }
  }

  /** False also behind a link, which is not the backup's. */
  private static boolean isThere(Path path) throws IOException {
    try {
      return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && path.getParent().toRealPath().equals(path.getParent());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** They belong to whom they are to belong. */
  void forget() throws IOException {
    Files.deleteIfExists(list);
  }
}
