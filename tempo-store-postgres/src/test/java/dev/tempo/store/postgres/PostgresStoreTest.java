package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.task.Task;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@WithPostgres
class PostgresStoreTest {

  private static PostgresStore openNew() {
    return EmptySchemas.open();
  }

  private static PostgresStore open(String schema) {
    return PostgresStore.open(
        PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  private static PostgresStore openClaimed(String schema) {
    PostgresStore store = open(schema);
    store.keepClaim();
    return store;
  }

  @Test
  void secondEngineOfASchema_isRefused_namingTheFirst_butItsTablesAreNot() {
    String schema = PostgresServer.newSchema();
    try (PostgresStore first = open(schema);
        PostgresStore second = open(schema)) {
      Store.Claim claim = first.claim();
      assertThat(first.directory()).isEmpty();
      assertThatThrownBy(second::claim)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("the schema '" + schema + "' is in use by")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("Only one engine may use it");
      Change save = new Change.SaveJob(Job.named("a").task(Task.shell("true")).build(), List.of());
      assertThatThrownBy(() -> second.commit(List.of(save)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is in use by");
      assertThat(insertQueue(second, "any")).isOne();
      first.commit(List.of(save));
      assertThat(second.jobs().count()).isOne();
      claim.close();
      try (Store.Claim next = second.claim()) {
        assertThat(next).isNotNull();
        second.commit(List.of(save));
      }
    }
  }

  private static int insertQueue(PostgresStore store, String name) {
    return store
        .database()
        .write(c -> Sql.of(c, "INSERT INTO queue (name, paused) VALUES (?, 0)", name).execute());
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
  void databaseThatCannotBeReached_isSaidToBeTriedAgain_asNothingGoesOn() {
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    nobody.setUrl("jdbc:postgresql://127.0.0.1:1/tempo");
    PostgresStoreProvider provider =
        new PostgresStoreProvider(() -> nobody, PostgresOptions.DEFAULT);
    for (ThrowingCallable opening :
        List.<ThrowingCallable>of(
            () -> PostgresStore.open(nobody), () -> provider.isCurrent(Path.of("any")))) {
      assertThatThrownBy(opening)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be reached; see that it runs")
          .hasMessageContaining("try again")
          .hasMessageNotContaining("by itself");
    }
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
        assertThat(insertQueue(store, job.key())).isOne();
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

  @Test
  void sessionOfTheHost_comesBackAsItWas() throws SQLException {
    HostSource host = new HostSource();
    PostgresOptions options = PostgresOptions.DEFAULT.withSchema(PostgresServer.newSchema());
    try (PostgresStore store = PostgresStore.open(host.source(), options)) {
      assertThat(store.jobs().count()).isZero();
      store.logs().append(openChunk()).join();
    }
    assertThat(host.given).hasSizeGreaterThan(2);
    for (Connection connection : host.given) {
      assertThat(HostSource.settings(connection)).contains("remote_write 77 read committed");
      assertThat(connection.getNetworkTimeout()).isEqualTo(HostSource.TIMEOUT_MS);
      assertThat(connection.getAutoCommit()).isFalse();
      connection.close();
    }
  }

  private static Append openChunk() {
    RunLogInfo key =
        new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), Instant.EPOCH);
    LogLine line = new LogLine(1, Instant.EPOCH, LogLine.Stream.STDOUT, "a line", Set.of());
    SpoolPosition.Mark start = new SpoolPosition.Mark(0, false);
    SpoolPosition nowhere = new SpoolPosition(start, start, 0, false);
    return new Append(key, List.of(LogChunk.pack(List.of(line), false)), nowhere, false);
  }

  /** Gives sessions with settings of its own, and changes nothing of those that come back. */
  private static final class HostSource {
    static final int TIMEOUT_MS = 70_000;

    final List<Connection> given = new CopyOnWriteArrayList<>();
    private final DataSource sessions = PostgresServer.shared().source();

    DataSource source() {
      return (DataSource)
          Proxy.newProxyInstance(
              HostSource.class.getClassLoader(),
              new Class<?>[] {DataSource.class},
              (proxy, method, arguments) ->
                  method.getName().equals("getConnection")
                      ? give()
                      : method.invoke(sessions, arguments));
    }

    private Connection give() throws SQLException {
      Connection connection = sessions.getConnection();
      Sql.of(connection, "SET synchronous_commit TO remote_write").execute();
      Sql.of(connection, "SET tcp_keepalives_idle TO 77").execute();
      connection.setNetworkTimeout(Runnable::run, TIMEOUT_MS);
      connection.setAutoCommit(false);
      given.add(connection);
      return (Connection)
          Proxy.newProxyInstance(
              HostSource.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) ->
                  method.getName().equals("close") ? null : method.invoke(connection, arguments));
    }

    static Optional<String> settings(Connection connection) throws SQLException {
      return Sql.of(
              connection,
              "SELECT current_setting('synchronous_commit') || ' '"
                  + " || current_setting('tcp_keepalives_idle') || ' '"
                  + " || current_setting('default_transaction_isolation') AS settings")
          .first(row -> row.text("settings"));
    }
  }

  @Test
  void sessions_noticeThatTheOtherSideIsGone_butWaitForMigrations() {
    try (PostgresStore store = openNew()) {
      PostgresDatabase database = store.database();
      String keepalives =
          "SELECT concat_ws(' ', current_setting('tcp_keepalives_idle'),"
              + " current_setting('tcp_keepalives_interval'),"
              + " current_setting('tcp_keepalives_count'), current_setting('tcp_user_timeout'))"
              + " AS settings";
      Optional<String> settings =
          database.write(c -> Sql.of(c, keepalives).first(row -> row.text("settings")));
      assertThat(settings).contains("5 2 3 10000");
      int writer = database.write(Connection::getNetworkTimeout);
      int reader = database.read(Connection::getNetworkTimeout);
      int migration =
          database.write(c -> database.dialect().withoutTimeout(c, Connection::getNetworkTimeout));
      int afterwards = database.write(Connection::getNetworkTimeout);
      assertThat(List.of(writer, reader, migration, afterwards))
          .containsExactly(30_000, 60_000, 0, 30_000);
    }
  }

  @Test
  void storeThatAnotherOneTookThePlaceOf_writesNothingMore_evenIfThatOneIsGone() {
    String schema = PostgresServer.newSchema();
    try (PostgresStore stale = openClaimed(schema)) {
      endSessions(stale);
      openClaimed(schema).close();
      assertThatThrownBy(stale::ping)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("was taken over by another engine")
          .extracting(e -> ((StoreException) e).reason())
          .isEqualTo(StoreException.Reason.LOST);
      assertThat(stale.lost()).isPresent();
      open(schema).close();
    }
  }

  @Test
  void operationsThatWaitedAsAnotherStoreTookOver_fail_andThatIsToldOnce() {
    String schema = PostgresServer.newSchema();
    List<StoreException> told = new CopyOnWriteArrayList<>();
    try (PostgresStore stale = openClaimed(schema)) {
      stale.onLost(told::add);
      endSessions(stale);
      CompletableFuture<?> second;
      CompletableFuture<?> logged;
      try (PostgresStore other = openClaimed(schema)) {
        CompletableFuture<?> first = select(stale);
        second = select(stale);
        logged = stale.logs().append(openChunk());
        assertThatThrownBy(first::join).hasMessageContaining("was taken over by");
        other.ping();
      }
      assertThatThrownBy(second::join)
          .hasCauseInstanceOf(StoreException.class)
          .hasMessageContaining("was taken over by");
      assertThatThrownBy(logged::join)
          .hasCauseInstanceOf(LogStorageException.class)
          .hasMessageContaining("was taken over by");
    }
    assertThat(told).hasSizeLessThan(2);
  }

  private static CompletableFuture<?> select(PostgresStore store) {
    return store.database().submit(Commit.ALONE, c -> Sql.of(c, "SELECT 1").exists());
  }

  @Test
  void schemaWhoseNameIsAWordOfSql_isASchema() {
    open("order").close();
    try (PostgresStore store = open("order")) {
      assertThat(store.jobs().count()).isZero();
    }
  }

  @Test
  void readOfAnInterruptedThread_isDone_andItStaysInterrupted() {
    try (PostgresStore store = open(PostgresServer.newSchema())) {
      Thread.currentThread().interrupt();

      assertThat(store.jobs().count()).isZero();

      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void runsThatWaitedForLaterBeforeThereWereLanes_areRanked() {
    String schema = PostgresServer.newSchema();
    Job job = Job.named("later").task(Task.handler("nothing")).version(1).build();
    Instant noon = Instant.parse("2026-03-28T12:00:00Z");
    RunOrigin origin = RunOrigin.request(RunCause.MANUAL, Optional.empty());
    Run run =
        new Run(
            new Ids(7).next(noon.toEpochMilli()),
            Run.JobRef.of(job),
            RunRequest.first(origin, Map.of()),
            RunTimeline.queued(noon, noon.plusSeconds(60)),
            RunResult.NONE);
    try (PostgresStore older = open(schema)) {
      older.commit(
          List.of(new Change.SaveJob(job, List.of()), new Change.AddRun(run, UUID.randomUUID())));
      for (String statement :
          List.of(
              "UPDATE run_open SET lane = 0",
              "UPDATE component SET version = 2 WHERE name = 'tempo'",
              "DROP TABLE holder",
              "DROP INDEX run_open_attempt",
              "DROP INDEX run_ended_attempt",
              "ALTER TABLE job DROP COLUMN node_labels, DROP COLUMN lost_after_ms")) {
        older.database().write(c -> Sql.of(c, statement).execute());
      }
    }
    try (PostgresStore store = open(schema)) {
      long ranked =
          store
              .database()
              .read(c -> Sql.of(c, "SELECT count(*) FROM run_open WHERE lane = 1").count());
      assertThat(ranked).isOne();
    }
  }
}
