package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.log.LogLine.Stream;
import dev.tempo.log.LogStorageException;
import dev.tempo.log.LogStorageException.Reason;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogTotals;
import dev.tempo.store.jdbc.SqlFunction;
import dev.tempo.store.jdbc.commit.Commit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special to a store in a file: its form, its size, and what can go wrong with it. */
class SqliteLogFileTest {

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("data").resolve("logs.db");
  }

  private static RunLogInfo key() {
    return new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), Instant.EPOCH);
  }

  private static RunLogService logs(SqliteLogStore store) {
    return RunLogService.builder(store, () -> Instant.EPOCH).build();
  }

  private static LogSummary finish(RunLogWriter log) throws Exception {
    return log.finish().get(30, TimeUnit.SECONDS);
  }

  private static void sql(SqliteLogStore store, String sql) throws Exception {
    SqlFunction<Connection, Boolean> work =
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        };
    store.database().submit(Commit.ALONE, work).get(10, TimeUnit.SECONDS);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }

  private RunLogInfo run(RunLogService logs, int lines, long seed) throws Exception {
    Random random = new Random(seed);
    RunLogInfo key = key();
    RunLogWriter log = logs.open(key);
    for (int i = 0; i < lines; i++) {
      log.write(Stream.STDOUT, noise(random));
    }
    finish(log);
    log.close();
    return key;
  }

  @Test
  void reopenedFile_hasWhatWasStored() throws Exception {
    RunLogInfo key;
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      key = run(logs, 100, 1);
    }
    try (SqliteLogStore store = SqliteLogStore.open(file())) {
      assertThat(store.count(key.runId())).isEqualTo(100);
      assertThat(store.read(key.runId(), 1, 1000)).hasSize(100);
    }
    assertThat(directory.resolve("data")).isDirectoryContaining("glob:**logs.db");
  }

  @Test
  void newerFile_isRefusedAndLeftAlone() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file())) {
      sql(store, "PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> SqliteLogStore.open(file()))
        .isInstanceOf(LogStorageException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("99")
        .hasMessageContaining(file().toString());
  }

  @Test
  void fileOfAnotherKind_isRefused() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "this is no database".repeat(1000));
    assertThatThrownBy(() -> SqliteLogStore.open(file()))
        .isInstanceOfSatisfying(
            LogStorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
  }

  @Test
  void directoryThatCannotBeMade_isTold() throws Exception {
    Files.writeString(directory.resolve("data"), "a file in the way");
    assertThatThrownBy(() -> SqliteLogStore.open(file()))
        .isInstanceOf(LogStorageException.class)
        .hasMessageContaining("data");
  }

  @Test
  void fullDisk_isToldAndTheServiceGoesOnOnceThereIsRoom() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      RunLogInfo before = run(logs, 1000, 1);
      sql(store, "PRAGMA max_page_count = 1"); // as many as there are
      RunLogInfo key = key();
      RunLogWriter log = logs.open(key);
      Path out = directory.resolve("out");
      Random random = new Random(2);
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        lines.add(noise(random));
      }
      Files.write(out, lines);
      log.follow(out, directory.resolve("err"));
      CompletableFuture<LogSummary> end = log.finish();
      await(() -> logs.failure().isPresent());
      assertThat(logs.failure().orElseThrow().reason()).isEqualTo(Reason.FULL);
      assertThat(logs.failure().orElseThrow()).hasMessageContaining("no room");
      assertThatThrownBy(() -> end.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(store.count(before.runId())).isEqualTo(1000);

      sql(store, "PRAGMA max_page_count = 1073741823");
      assertThat(end.get(30, TimeUnit.SECONDS).lineCount()).isEqualTo(20_000);
      assertThat(logs.failure()).isEmpty();
      assertThat(store.read(key.runId(), 20_000, 1).getFirst().text()).isEqualTo(lines.getLast());
      assertSound(store);
    }
  }

  private static void assertSound(SqliteLogStore store) throws Exception {
    SqlFunction<Connection, String> check =
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO gram (gram) VALUES ('integrity-check')");
            try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
              return row.getString(1);
            }
          }
        };
    assertThat(store.database().submit(Commit.ALONE, check).get(20, TimeUnit.SECONDS))
        .isEqualTo("ok");
  }

  @Test
  void lockedFile_isToldAndTheServiceGoesOnOnceItIsFree() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      sql(store, "PRAGMA busy_timeout = 10");
      RunLogInfo key = key();
      RunLogWriter log = logs.open(key);
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        log.write(Stream.STDOUT, "patience");
        await(() -> logs.failure().isPresent());
        assertThat(logs.failure().orElseThrow().reason()).isEqualTo(Reason.LOCKED);
        assertThat(store.count(key.runId())).isZero();
        statement.execute("ROLLBACK");
      }
      await(() -> store.count(key.runId()) == 1);
      finish(log);
    }
  }

  @Test
  void readOnlyFile_isTold() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      sql(store, "PRAGMA query_only = 1");
      RunLogWriter log = logs.open(key());
      log.write(Stream.STDOUT, "no");
      await(() -> logs.failure().isPresent());
      assertThat(logs.failure().orElseThrow().reason()).isEqualTo(Reason.READ_ONLY);
      sql(store, "PRAGMA query_only = 0");
      assertThat(finish(log).lineCount()).isEqualTo(1);
    }
  }

  @Test
  void oneRunsError_isNotItsCompanions() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file())) {
      CountDownLatch gate = new CountDownLatch(1);
      SqliteDatabase writer = store.database();
      SqlFunction<Connection, Void> hold =
          connection -> {
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new SQLException(e);
            }
            return null;
          };
      writer.submit(Commit.ALONE, hold);
      CompletableFuture<Integer> first = writer.submit(Commit.GROUPED, connection -> 1);
      CompletableFuture<Integer> bad =
          writer.submit(
              Commit.GROUPED,
              connection -> {
                throw new SQLException("bad");
              });
      CompletableFuture<Integer> last = writer.submit(Commit.DURABLE, connection -> 3);
      gate.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo(3);
      assertThatThrownBy(() -> bad.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(LogStorageException.class);
    }
  }

  @Test
  void deletedLogs_giveTheirSpaceBack() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      List<UUID> runs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        runs.add(run(logs, 1500, i).runId());
      }
      Path binary = directory.resolve("binary");
      byte[] bytes = new byte[300_000];
      Random random = new Random(4);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ('!' + random.nextInt(90));
      }
      Files.write(binary, bytes);
      RunLogWriter unindexed = logs.open(key());
      unindexed.follow(binary, directory.resolve("err"));
      finish(unindexed);
      runs.add(unindexed.key().runId());
      RunLogInfo kept = run(logs, 100, 99);
      store.compact();
      long before = Files.size(file());
      assertThat(store.delete(runs)).isEqualTo(11);
      store.compact();
      assertThat(Files.size(file())).isLessThan(before / 4);
      assertSound(store);
      String text = store.read(kept.runId(), 50, 1).getFirst().text().substring(20, 60);
      assertThat(store.search(LogQuery.builder(text).build()).hits()).hasSize(1);
    }
  }

  @Test
  void linesAreStored_whileMuchIsDeleted() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<UUID> runs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        runs.add(run(logs, 3000, i).runId());
      }
      Future<Integer> deleting = threads.submit(() -> store.delete(runs));
      RunLogInfo key = run(logs, 2000, 7);
      assertThat(deleting.get(30, TimeUnit.SECONDS)).isEqualTo(5);
      assertThat(store.count(key.runId())).isEqualTo(2000);
    }
  }

  @Test
  void slowSearches_holdUpNeitherReadersNorVirtualThreads() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      RunLogInfo key = run(logs, 10, 1);
      CountDownLatch gate = new CountDownLatch(1);
      LogQuery slow =
          LogQuery.builder("ab")
              .runs(
                  any -> {
                    try {
                      return gate.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      return false;
                    }
                  })
              .build();
      AtomicReference<Integer> found = new AtomicReference<>();
      for (int i = 0; i < 8; i++) {
        threads.submit(() -> found.set(store.search(slow).hits().size()));
      }
      List<Future<Integer>> reads = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        reads.add(threads.submit(() -> store.read(key.runId(), 1, 100).size()));
      }
      for (Future<Integer> read : reads) {
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(10);
      }
      gate.countDown();
      await(() -> found.get() != null);
    }
  }

  @Test
  void backupByVacuumInto_isAWholeStore() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      RunLogInfo key = run(logs, 500, 3);
      Path copy = directory.resolve("copy.db");
      try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = reader.createStatement()) {
        statement.execute("VACUUM INTO '" + copy + "'");
      }
      try (SqliteLogStore second = SqliteLogStore.open(copy)) {
        assertThat(second.count(key.runId())).isEqualTo(500);
        assertThat(second.totals()).isEqualTo(store.totals());
      }
    }
  }

  @Test
  void totals_areKept_andAreWhatAddingUpWouldSay_alsoOfAnOlderFile() throws Exception {
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      RunLogInfo gone = run(logs, 3_000, 3);
      run(logs, 500, 3);
      requireSums(store);
      assertThat(store.delete(List.of(gone.runId()))).isEqualTo(1);
      requireSums(store);
      assertThat(store.totals().lines()).isEqualTo(500);
    }
    try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = old.createStatement()) {
      for (String part : List.of("log", "chunk")) {
        for (String change : List.of("added", "changed", "removed")) {
          statement.execute("DROP TRIGGER log_total_" + part + "_" + change);
        }
      }
      statement.execute("DROP TABLE log_total");
      statement.execute("PRAGMA user_version = 2");
    }
    try (SqliteLogStore store = SqliteLogStore.open(file());
        RunLogService logs = logs(store)) {
      requireSums(store);
      run(logs, 700, 3);
      requireSums(store);
      assertThat(store.totals().lines()).isEqualTo(1_200);
    }
  }

  private void requireSums(SqliteLogStore store) throws Exception {
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = reader.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM log), (SELECT sum(line_count) FROM log),"
                    + " (SELECT sum(length(data)) FROM chunk)")) {
      assertThat(store.totals())
          .isEqualTo(new LogTotals(row.getLong(1), row.getLong(2), row.getLong(3)));
    }
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = reader.createStatement();
        ResultSet plan =
            statement.executeQuery(
                "EXPLAIN QUERY PLAN SELECT stored_bytes FROM log_total WHERE starter = 'ada'")) {
      assertThat(plan.getString("detail")).contains("USING PRIMARY KEY (starter=?)");
    }
  }

  @Test
  void closedStore_refusesEverything() {
    SqliteLogStore store = SqliteLogStore.open(file());
    store.close();
    store.close();
    assertThatThrownBy(store::compact)
        .isInstanceOfSatisfying(
            LogStorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    assertThatThrownBy(
            () -> store.search(LogQuery.builder("abc").timeBudget(Duration.ZERO).build()))
        .isInstanceOf(LogStorageException.class);
  }
}
