package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithPostgres
class PostgresStoreTest {

  private static PostgresStore openNew() {
    return open(PostgresServer.newSchema());
  }

  private static PostgresStore open(String schema) {
    return PostgresStore.open(
        PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  @Nested
  class Jobs extends JobStoreConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class Runs extends RunStoreConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class Queues extends QueueStoreConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class RunQueries extends RunQueryConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class Values extends ValueConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class RunValues extends RunValueConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class Metrics extends MetricStoreConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class Upkeep extends UpkeepConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class EngineOnIt extends EngineConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class TriggersOnIt extends TriggerConformance {
    @Override
    protected Store open() {
      return openNew();
    }
  }

  @Nested
  class DatabaseOfIt extends DatabaseConformance {
    private PostgresStore store;

    @Override
    protected Database open() {
      store = openNew();
      return store.database();
    }

    @AfterEach
    void close() {
      store.close();
    }

    @Override
    protected boolean hasCopies() {
      return false;
    }

    @Override
    protected long countInCopy(Path copy, String query) {
      throw new AssertionError("There are no copies");
    }
  }

  @Test
  void secondStoreOfASchema_isRefused_namingTheFirst() {
    String schema = PostgresServer.newSchema();
    try (PostgresStore first = open(schema);
        PostgresStore other = openNew()) {
      assertThat(other.jobs().count()).isZero();
      assertThat(first.directory()).isEmpty();
      assertThatThrownBy(() -> open(schema))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("the schema '" + schema + "' is in use by")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("Only one engine may use it");
    }
    open(schema).close();
  }

  @Test
  void tablesOfANewerVersion_areRefused() throws SQLException {
    String schema = PostgresServer.newSchema();
    open(schema).close();
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      Sql.of(connection, "UPDATE " + schema + ".component SET version = 999").execute();
    }
    assertThatThrownBy(() -> open(schema))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer version")
        .extracting(e -> ((StoreException) e).reason())
        .isEqualTo(StoreException.Reason.TOO_NEW);
  }

  @Test
  void databaseThatIsNotThere_isRefused_withoutItsPassword() {
    var source = PostgresServer.shared().source();
    source.setURL(
        PostgresServer.shared().url().replace("/postgres?", "/nowhere?password=guess-me&"));
    assertThatThrownBy(() -> PostgresStore.open(source))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("create it")
        .hasMessageNotContaining("guess-me");
  }

  @Test
  void closedStore_saysSo() {
    PostgresStore store = openNew();
    store.close();
    assertThatThrownBy(() -> store.commit(List.of()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is closed");
    assertThatThrownBy(() -> store.jobs().count())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void sessionThatIsEnded_isMadeAnew_andNothingIsLost() {
    try (PostgresStore store = openNew()) {
      for (int i = 0; i < 5; i++) {
        Job job = Job.named("job " + i).task(Task.shell("true")).build();
        store.commit(List.of(new Change.SaveJob(job, List.of())));
        endSessions(store);
        assertThat(store.jobs().count()).isEqualTo(i + 1);
        store.ping();
        endSessions(store);
        int written =
            store
                .database()
                .write(
                    c ->
                        Sql.of(c, "INSERT INTO queue (name, paused) VALUES (?, 0)", job.key())
                            .execute());
        assertThat(written).isOne();
      }
      assertThat(store.queues().list()).hasSize(5);
    }
  }

  private static void endSessions(PostgresStore store) {
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      Sql.of(
              connection,
              "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                  + " WHERE application_name LIKE 'tempo, process %'")
          .all(row -> true);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void poolOfTheHost_getsItsConnectionsBackAsTheyWere() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setDataSource(PostgresServer.shared().source());
    config.setMaximumPoolSize(6);
    config.setConnectionInitSql("SET application_name TO 'host'");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      PostgresOptions options =
          PostgresOptions.DEFAULT.withSchema(PostgresServer.newSchema()).withReaders(3);
      PostgresStore.open(pool, options).close();
      for (int i = 0; i < 6; i++) {
        try (Connection connection = pool.getConnection()) {
          String settings =
              "SELECT current_setting('application_name') || ' '"
                  + " || current_setting('default_transaction_read_only') || ' '"
                  + " || current_setting('search_path') AS settings";
          assertThat(Sql.of(connection, settings).first(row -> row.text("settings")))
              .contains("host off \"$user\", public");
        }
      }
    }
  }
}
