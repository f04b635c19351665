package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.EngineConformance;
import dev.tempo.store.conformance.JobStoreConformance;
import dev.tempo.store.conformance.MetricStoreConformance;
import dev.tempo.store.conformance.QueueStoreConformance;
import dev.tempo.store.conformance.RunQueryConformance;
import dev.tempo.store.conformance.RunStoreConformance;
import dev.tempo.store.conformance.RunValueConformance;
import dev.tempo.store.conformance.TriggerConformance;
import dev.tempo.store.conformance.UpkeepConformance;
import dev.tempo.store.conformance.ValueConformance;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.conformance.DatabaseConformance;
import dev.tempo.store.jdbc.conformance.OutboxConformance;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
  @TempDir private Path directory;

  @Nested
  class Jobs extends JobStoreConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class Runs extends RunStoreConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class Queues extends QueueStoreConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class Outbox extends OutboxConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }

    @Override
    protected Connection connect() throws SQLException {
      return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tempo.db"));
    }

    @Override
    protected Connection connectElsewhere() throws SQLException {
      return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("other.db"));
    }
  }

  @Nested
  class RunValues extends RunValueConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class RunQueries extends RunQueryConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class Values extends ValueConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class Metrics extends MetricStoreConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class Upkeep extends UpkeepConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class EngineOnIt extends EngineConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class TriggersOnIt extends TriggerConformance {
    @TempDir private Path data;

    @Override
    protected Store open() {
      return SqliteStore.open(data);
    }
  }

  @Nested
  class DatabaseOfIt extends DatabaseConformance {
    @TempDir private Path data;
    private SqliteStore store;

    @Override
    protected Database open() {
      store = SqliteStore.open(data);
      return store.database();
    }

    @AfterEach
    void close() {
      store.close();
    }

    @Override
    protected long countInCopy(Path copy, String query) {
      return store.provider().read(copy, connection -> Sql.of(connection, query).count());
    }
  }

  @Test
  void secondStoreOnADirectory_isRefused_namingTheFirst() {
    try (SqliteStore first = SqliteStore.open(directory)) {
      assertThat(first.directory()).contains(directory);
      assertThatThrownBy(() -> SqliteStore.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    SqliteStore.open(directory).close();
  }

  @Test
  void fileOfANewerVersion_isRefused() throws SQLException {
    SqliteStore.open(directory).close();
    String url = "jdbc:sqlite:" + directory.resolve("tempo.db");
    try (Connection connection = DriverManager.getConnection(url)) {
      SqliteDatabase.execute(connection, "PRAGMA user_version = 999");
    }
    assertThatThrownBy(() -> SqliteStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer version");
  }

  @Test
  void damagedFile_isRefused_andSaysWhatToDo() throws Exception {
    Files.write(
        directory.resolve("tempo.db"), "not a database at all, really".repeat(100).getBytes());
    assertThatThrownBy(() -> SqliteStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("tempo.db")
        .hasMessageContaining("restore it from a backup");
  }

  @Test
  void directoryThatCannotBeMade_isRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> SqliteStore.open(file.resolve("data")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be created");
  }

  @Test
  void fullDisk_isReported_andCommitsWorkAgainOnceThereIsRoom() {
    Job job = Job.named("j").task(Task.shell("x".repeat(200_000))).build();
    List<Change> large = List.of(new Change.SaveJob(job, List.of()));
    try (SqliteStore store = SqliteStore.open(directory)) {
      Job small = Job.named("small").task(Task.shell("true")).build();
      store.commit(List.of(new Change.SaveJob(small, List.of())));
      long pages = limitPages(store, 1);
      assertThatThrownBy(() -> store.commit(large))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("no room is left on its disk");
      limitPages(store, pages + 1_000);
      store.commit(large);
      assertThat(store.jobs().find(job.id())).contains(job);
    }
  }

  /** SQLite never makes a file smaller than it is, so 1 means: not a page more. */
  private static long limitPages(SqliteStore store, long most) {
    return store
        .database()
        .write(connection -> Sql.of(connection, "PRAGMA max_page_count = " + most).count());
  }

  @Test
  void closedStore_saysSo() {
    SqliteStore store = SqliteStore.open(directory);
    store.close();
    assertThatThrownBy(() -> store.commit(List.of()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is closed");
    assertThatThrownBy(() -> store.jobs().count())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is closed");
  }
}
