package dev.tempo.server;

import dev.tempo.store.sqlite.SqliteStoreProvider;
import dev.tempo.testing.MemoryTempDirFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of databases that have their tables and nothing else, made once for all tests of this
 * virtual machine: to run all scripts takes longer than what most tests ask for.
 */
final class EmptyDatabases {
  private static final List<Path> FILES = make();

  private EmptyDatabases() {}

  /** Lays them into a directory that is there and has none. */
  static void into(Path directory) {
    boolean isEmpty =
        Files.isDirectory(directory)
            && FILES.stream().noneMatch(file -> Files.exists(in(directory, file)));
    if (isEmpty) {
      FILES.forEach(file -> copy(file, in(directory, file)));
    }
  }

  private static Path in(Path directory, Path file) {
    return directory.resolve(file.getFileName());
  }

  private static void copy(Path file, Path to) {
    try {
      Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> make() {
    try {
      Path directory = MemoryTempDirFactory.create("empty");
      TestServer.startWithoutTables(SqliteStoreProvider.INSTANCE, directory).close();
      forgetTheStart(directory.resolve("tempo.db"));
      try (Stream<Path> all = Files.walk(directory)) {
        all.forEach(file -> file.toFile().deleteOnExit()); // what is inside comes later, goes first
      }
      try (Stream<Path> files = Files.list(directory)) {
        return files.filter(file -> file.toString().endsWith(".db")).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server notes when it was first there to tell of runs; that of a test may live earlier. */
  private static void forgetTheStart(Path database) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM notice_mark");
    }
  }
}
