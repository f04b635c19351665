package dev.tempo.store.jdbc.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.LockTimeoutException;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Database} does. To check one, extend this, and add scripts {@code conformance}
 * and {@code broken} in its dialect; those for SQLite show what they make.
 */
public abstract class DatabaseConformance {
  private static final Migrations TABLES =
      new Migrations(DatabaseConformance.class, "conformance", 2);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final String INSERT = "INSERT INTO sample (id, name) VALUES (?, ?)";
  private static final String NAMES = "SELECT name FROM sample WHERE amount IS NULL ORDER BY name";

  @TempDir private Path directory;
  private Database database;

  /** Opens an empty database, which the test's life cycle closes. */
  protected abstract Database open() throws Exception;

  /** Whether it makes copies; else that is left to the database's own tools, and it says so. */
  protected boolean hasCopies() {
    return true;
  }

  /** What reads a copy that {@link Database#copyTo} has made; one row of its first column. */
  protected abstract long countInCopy(Path copy, String query) throws Exception;

  @BeforeEach
  final void makeTables() throws Exception {
    database = open();
    database.migrate(TABLES);
  }

  private static int insert(java.sql.Connection c, String name) throws java.sql.SQLException {
    return Sql.of(c, INSERT, UUID.randomUUID(), name).execute();
  }

  private List<String> names() {
    return database.read(c -> Sql.of(c, NAMES).all(row -> row.text("name")));
  }

  @Test
  void migrations_runOnce_andNewerOnesAreRefused() {
    database.migrate(TABLES);
    assertThat(names()).containsExactly("made by the second script");
    assertThatThrownBy(
            () -> database.migrate(new Migrations(DatabaseConformance.class, "conformance", 1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(database.name())
        .hasMessageContaining("part conformance")
        .hasMessageContaining("newer version")
        .extracting(e -> ((StoreException) e).reason())
        .isEqualTo(StoreException.Reason.TOO_NEW);
  }

  @Test
  void scriptThatFails_leavesNothing() {
    Migrations broken = new Migrations(DatabaseConformance.class, "broken", 1);
    assertThatThrownBy(() -> database.migrate(broken)).isInstanceOf(StoreException.class);
    assertThat(exists("half")).isFalse();
    assertThat(exists("sample")).isTrue();
    assertThatThrownBy(() -> database.migrate(broken)).isInstanceOf(StoreException.class);
  }

  private boolean exists(String table) {
    return database.read(c -> Sql.of(c, database.dialect().tableExists(), table).exists());
  }

  @Test
  void values_comeBackAsTheyWereStored() {
    UUID id = UUID.fromString("ffffffff-0000-7fff-8000-0123456789ab");
    Instant at = Instant.parse("2026-11-28T21:00:00.123Z");
    byte[] content = {0, -1, 127, -128};
    String all = "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    String text = "ein Zeichen: ☃ und \uD83D\uDE00, 'quoted'";
    database.write(
        c -> Sql.of(c, all, id, text, "n", Long.MIN_VALUE, 0.1, at, true, content).execute());
    String none = "none";
    database.write(
        c ->
            Sql.of(c, all, UUID.randomUUID(), none, null, Optional.empty(), null, null, null, null)
                .execute());
    String find = "SELECT * FROM sample WHERE name = ?";
    database.read(
        c -> {
          Sql.of(c, find, text).first(row -> full(row, id, at, content)).orElseThrow();
          return Sql.of(c, find, none).first(DatabaseConformance::empty).orElseThrow();
        });
    assertThat(database.read(c -> Sql.of(c, find, text).first(row -> row.columns())).orElseThrow())
        .containsExactly("id", "name", "note", "amount", "ratio", "at", "flag", "content");
  }

  private static boolean full(ResultRow row, UUID id, Instant at, byte[] content)
      throws java.sql.SQLException {
    assertThat(row.id("id")).isEqualTo(id);
    assertThat(row.optionalText("note")).contains("n");
    assertThat(row.number("amount")).isEqualTo(Long.MIN_VALUE);
    assertThat(row.real("ratio")).isEqualTo(0.1);
    assertThat(row.optionalInstant("at")).contains(at);
    assertThat(row.flag("flag")).isTrue();
    assertThat(row.bytes("content")).isEqualTo(content);
    return true;
  }

  private static boolean empty(ResultRow row) throws java.sql.SQLException {
    assertThat(row.optionalText("note")).isEmpty();
    assertThat(row.optionalNumber("amount")).isEmpty();
    assertThat(row.optionalInstant("at")).isEmpty();
    assertThat(row.flag("flag")).isFalse();
    assertThat(row.optionalId("content")).isEmpty();
    return true;
  }

  @Test
  void idsAreOrderedAsUnsignedBytes() {
    UUID low = UUID.fromString("00000000-0000-7000-8000-000000000001");
    UUID high = UUID.fromString("ff000000-0000-7000-8000-000000000000");
    database.write(
        c -> Sql.of(c, INSERT, high, "high").execute() + Sql.of(c, INSERT, low, "low").execute());
    List<String> found =
        database.read(
            c ->
                Sql.of(c, "SELECT name FROM sample WHERE id >= ? ORDER BY id", low)
                    .all(row -> row.text("name")));
    assertThat(found).containsExactly("low", "high");
  }

  @Test
  void statementsThatStoresShare_areUnderstood() {
    String upsert =
        INSERT + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, amount = sample.amount";
    UUID id = UUID.randomUUID();
    database.write(c -> Sql.of(c, upsert, id, "first").execute());
    database.write(c -> Sql.of(c, upsert, id, "second").execute());
    database.write(c -> Sql.of(c, INSERT + " ON CONFLICT DO NOTHING", id, "third").execute());
    assertThat(names()).contains("second").doesNotContain("first", "third");
    String distinct = "SELECT count(*) FROM sample WHERE note IS DISTINCT FROM ?";
    assertThat(database.<Long>read(c -> Sql.of(c, distinct, "x").count())).isEqualTo(2);
    String pairs = "SELECT count(*) FROM sample WHERE (id, name) IN (SELECT id, name FROM sample)";
    assertThat(database.<Long>read(c -> Sql.of(c, pairs).count())).isEqualTo(2);
  }

  @Test
  void referencesAreKept_andThoseThatCascadeAreFound() {
    UUID id = UUID.randomUUID();
    String part = "INSERT INTO part (sample_id, number) VALUES (?, ?)";
    assertThatThrownBy(() -> database.write(c -> Sql.of(c, part, id, 1).execute()))
        .isInstanceOf(StoreException.class);
    database.write(
        c -> Sql.of(c, INSERT, id, "whole").execute() + Sql.of(c, part, id, 1).execute());
    database.write(c -> Sql.of(c, "DELETE FROM sample WHERE id = ?", id).execute());
    String left = "SELECT count(*) FROM part";
    assertThat(database.<Long>read(c -> Sql.of(c, left).count())).isZero();
    String references = database.dialect().cascadingReferences();
    List<String> found =
        database.read(
            c ->
                Sql.of(c, references, "sample")
                    .all(row -> row.text("name") + "." + row.text("reference")));
    assertThat(found).containsExactly("part.sample_id");
  }

  @Test
  void failedWrite_leavesNothing_andItsCompanionsAreNotHurt() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Boolean> first = threads.submit(() -> database.write(c -> awaited(busy)));
      List<Future<?>> companions = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String name = "companion " + i;
        companions.add(threads.submit(() -> database.write(c -> insert(c, name))));
      }
      Future<Integer> bad =
          threads.submit(
              () ->
                  database.write(
                      c ->
                          insert(c, "bad")
                              + Sql.of(c, "INSERT INTO nowhere VALUES (1)").execute()));
      busy.countDown();
      assertThat(first.get()).isTrue();
      for (Future<?> companion : companions) {
        companion.get();
      }
      assertThatThrownBy(bad::get).hasCauseInstanceOf(StoreException.class);
    }
    assertThat(names()).hasSize(21).doesNotContain("bad");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void exceptionOfTheCaller_comesBackAsItIs_andUndoesTheWrite() {
    assertThatThrownBy(
            () ->
                database.write(
                    c -> {
                      insert(c, "undone");
                      throw new IllegalArgumentException("of the caller");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("of the caller");
    assertThat(names()).doesNotContain("undone");
  }

  @Test
  void readsSeeWhatWasWritten_alsoFromVirtualThreadsAndInTheBackground() throws Exception {
    CompletableFuture<List<String>> seen = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              database.write(c -> insert(c, "by a virtual thread"));
              seen.complete(names());
            });
    assertThat(seen.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains("by a virtual thread");
    List<String> background =
        database.readInBackground(c -> Sql.of(c, NAMES).all(row -> row.text("name")));
    assertThat(background).contains("by a virtual thread");
  }

  @Test
  void readsCannotWrite() {
    assertThatThrownBy(() -> database.read(c -> insert(c, "by a read")))
        .isInstanceOf(StoreException.class);
    assertThat(names()).doesNotContain("by a read");
  }

  @Test
  void copyHoldsWhatWasWritten() throws Exception {
    database.write(c -> insert(c, "copied"));
    Path copy = directory.resolve("copy");
    if (!hasCopies()) {
      assertThatThrownBy(() -> database.copyTo(copy))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("makes no copies");
      return;
    }
    database.copyTo(copy);
    database.write(c -> insert(c, "too late"));
    assertThat(countInCopy(copy, "SELECT count(*) FROM sample WHERE name = 'copied'")).isOne();
    assertThat(countInCopy(copy, "SELECT count(*) FROM sample WHERE name = 'too late'")).isZero();
  }

  @Test
  void lock_isHeldByOne_reentrantly_whoeverWaitsTooLongIsTold() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Boolean> holder =
          threads.submit(
              () ->
                  database.exclusively(
                      "names",
                      LONG,
                      () ->
                          database.exclusively(
                              "names",
                              LONG,
                              () -> {
                                database.write(c -> insert(c, "within a lock"));
                                held.countDown();
                                return awaited(free);
                              })));
      assertThat(held.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(names()).contains("within a lock");
      assertThatThrownBy(() -> database.exclusively("names", SHORT, () -> 1))
          .isInstanceOf(LockTimeoutException.class)
          .hasMessageContaining("names");
      assertThat(database.<Integer>exclusively("others", LONG, () -> 1)).isOne();
      free.countDown();
      assertThat(holder.get()).isTrue();
    }
    assertThat(database.<Integer>exclusively("names", LONG, () -> 2)).isEqualTo(2);
  }

  @Test
  void lock_isGivenBack_whenTheWorkFails_andTheInterruptedDoNotGetIt() throws Exception {
    assertThatThrownBy(
            () ->
                database.exclusively(
                    "names",
                    LONG,
                    () -> {
                      throw new IllegalArgumentException("failed");
                    }))
        .hasMessage("failed");
    AtomicInteger done = new AtomicInteger();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              Thread.currentThread().interrupt();
              try {
                database.exclusively("names", LONG, done::incrementAndGet);
                interrupted.complete(false);
              } catch (LockTimeoutException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
              }
            });
    assertThat(interrupted.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(done).hasValue(0);
  }
}
