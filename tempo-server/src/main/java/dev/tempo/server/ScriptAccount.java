package dev.tempo.server;

import dev.tempo.process.ProcessException;
import dev.tempo.process.RunAs;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsException;
import dev.tempo.server.settings.SettingsService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The account of the system that runs scripts, where the server is root and is told of one. It may
 * see scripts and their environments, and nothing else of what the server keeps.
 */
final class ScriptAccount {
  private static final Set<String> SHARED = Set.of("scripts", "envs");

  /** What is made when it is needed, and must not be open even then. */
  private static final Set<String> LATER =
      Set.of("config", "runs", "secrets", "cache", "backups", "restore", "logs");

  private ScriptAccount() {}

  /**
   * The account that the settings name, if they do.
   *
   * @throws SettingsException if it cannot run scripts of this data
   */
  static Optional<RunAs> of(SettingsService settings) {
    String name = settings.get(Settings.RUN_AS);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      RunAs account = RunAs.account(name);
      account.check(settings.directory().resolve("scripts"));
      account.check(settings.directory().resolve("envs"));
      return Optional.of(account);
    } catch (ProcessException e) {
      throw new SettingsException(List.of("runAs: " + e.getMessage()));
    }
  }

  /** Keeps what is not the scripts' from them: databases, keys, logs, backups. */
  static void seclude(Path data, Path database) {
    make(data);
    try (Stream<Path> entries = Files.list(data)) {
      Stream<Path> own = entries.filter(entry -> !SHARED.contains(entry.getFileName().toString()));
      Stream<Path> elsewhere = Stream.of("", "-wal", "-shm").map(end -> sibling(database, end));
      for (Path entry : Stream.concat(own, elsewhere).distinct().toList()) {
        seclude(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("What is in " + data + " cannot be kept from scripts", e);
    }
  }

  private static void make(Path data) {
    try {
      for (String name : LATER) {
        Files.createDirectories(data.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Directories cannot be made in " + data, e);
    }
  }

  private static Path sibling(Path database, String end) {
    return database.resolveSibling(database.getFileName() + end);
  }

  private static void seclude(Path entry) throws IOException {
    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rwx------"));
    } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rw-------"));
    }
  }
}
