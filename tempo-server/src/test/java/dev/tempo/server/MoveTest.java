package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Run;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.move.StoreMove;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStore;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves between files and PostgreSQL, and back. */
@WithPostgres
class MoveTest {
  @TempDir private Path data;
  @TempDir private Path other;

  private final String schema = PostgresServer.newSchema();

  private static PostgresStore postgres(String schema) {
    return PostgresStore.open(
        PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  private static void fill(Path directory, int jobs, int runs, int logged) {
    try (SqliteStore store = SqliteStore.open(directory)) {
      MovedData.fill(store, jobs, runs, logged);
    }
  }

  /** Makes the tables of a server, what it has of jobs, and the id of the installation. */
  private static void makeServers(Path directory) throws Exception {
    Cli.inside().run("migrate", "--data-path", directory.toString()).code(0);
  }

  @Test
  void filesToPostgresAndBack_areTheSame_thoughKilledInBetween() throws Exception {
    fill(data, 200, 2_000, 10);
    makeServers(data);
    assertThereAndBack(List.of("moving    job_trigger", "moving    chunk"));
  }

  @Test
  @Tag("long")
  void hundredThousandJobsAndAMillionRuns_areTheSame_thereAndBack() throws Exception {
    fill(data, 100_000, 1_000_000, 100);
    makeServers(data);
    assertThereAndBack(List.of("moving    run"));
  }

  private void assertThereAndBack(List<String> killedAfter) throws Exception {
    Path before = Files.copy(data.resolve("tempo.db"), other.resolve("before.db"));
    Moves moves = new Moves(data);
    for (String line : killedAfter) {
      killAfter(line, moves.arguments("--to"));
    }
    Moves.Result there = moves.to(schema);
    System.out.println(there.said().out());
    assertThat(Files.mismatch(data.resolve("tempo.db"), before))
        .as("first byte changed")
        .isNegative();
    Files.delete(before); // gigabytes, in memory

    Path back = other.resolve("tempo.db");
    Moves.Result again = moves.from(schema, "--db-path", back.toString());
    System.out.println(again.said().out());
    assertThat(again.sums()).isEqualTo(there.sums());
    try (SqliteStore first = SqliteStore.open(data);
        SqliteStore second = SqliteStore.open(other)) {
      assertSame(first, second);
    }
  }

  /** What backups are made of: the whole of both files, but for the index over texts. */
  private static void assertSame(SqliteStore first, SqliteStore second) {
    for (String column : List.of("job", "job_trigger", "run", "metric_mark")) {
      String rows = "SELECT count(*) FROM " + column;
      assertThat(second.database().<Long>read(c -> Sql.of(c, rows).count()))
          .isEqualTo(first.database().<Long>read(c -> Sql.of(c, rows).count()));
    }
    RunPage page = first.runs().list(RunQuery.ALL.withLimit(500));
    assertThat(second.runs().list(RunQuery.ALL.withLimit(500)).runs()).isEqualTo(page.runs());
    assertThat(second.logs().totals()).isEqualTo(first.logs().totals());
    List<Run> logged =
        page.runs().stream().filter(run -> first.logs().count(run.id()) > 0).limit(20).toList();
    assertThat(logged).isNotEmpty();
    for (Run run : logged) {
      assertThat(second.logs().lines(run.id(), 1, 10, Set.of()))
          .isEqualTo(first.logs().lines(run.id(), 1, 10, Set.of()));
    }
  }

  private void killAfter(String line, List<String> arguments) throws Exception {
    Process process = Moves.cli(schema).start(arguments.toArray(String[]::new));
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String said = out.readLine();
      while (said != null && !said.startsWith(line)) {
        said = out.readLine();
      }
      assertThat(said).as("it came to: " + line).isNotNull();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void interruptedAfterAnyPage_goesOn_andNothingIsDoubled() {
    fill(data, 20, 300, 5);
    int stops = 0;
    Optional<StoreMove.Report> report = Optional.empty();
    while (report.isEmpty()) {
      try (SqliteStore source = SqliteStore.open(data);
          PostgresStore target = postgres(schema)) {
        int left = 2 * stops + 1;
        report = attempt(source, target, left);
        stops++;
      }
    }
    assertThat(stops).isGreaterThan(5);
    try (PostgresStore moved = postgres(schema);
        SqliteStore source = SqliteStore.open(data)) {
      assertThat(StoreMove.isUnfinished(moved.database())).isFalse();
      assertFound(source, moved);
    }
  }

  private static Optional<StoreMove.Report> attempt(JdbcStore source, JdbcStore target, int pages) {
    int[] left = {pages};
    try {
      return Optional.of(
          StoreMove.between(source, target)
              .run(
                  progress -> {
                    if (left[0]-- == 0) {
                      throw new IllegalStateException("stopped");
                    }
                  }));
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("stopped");
      assertThat(StoreMove.isUnfinished(target.database())).isTrue();
      return Optional.empty();
    }
  }

  /** Their texts are found by an index that was made anew, and new ids come behind the old ones. */
  private static void assertFound(JdbcStore source, JdbcStore moved) {
    for (String text : List.of("needle15 ", "needle", "line 2 of run 20 ")) {
      LogQuery query = LogQuery.builder(text).build();
      LogHits expected = source.logs().search(query);
      assertThat(expected.hits()).isNotEmpty();
      assertThat(moved.logs().search(query).hits()).isEqualTo(expected.hits());
    }
    MovedData.logOne(moved);
    assertThat(moved.logs().search(LogQuery.builder("one more").build()).hits()).hasSize(1);
    assertThat(moved.runs().list(RunQuery.ALL.withLimit(1_000)).runs())
        .isEqualTo(source.runs().list(RunQuery.ALL.withLimit(1_000)).runs());
  }

  @Test
  void everyTable_isMovedOrNamedAsOneThatIsNot_inBothKinds() throws Exception {
    makeServers(data);
    String out = new Moves(data).to(schema).said().code(0).out();
    assertThat(out).contains("Start the server with TEMPO_DATABASE_URL=" + Moves.url());
    try (SqliteStore files = SqliteStore.open(data);
        PostgresStore tables = postgres(schema);
        SqliteStore empty = SqliteStore.open(other)) {
      Set<String> ofFiles = named(files);
      Set<String> ofTables = named(tables);
      assertThat(ofFiles).containsAll(files.tables().unmoved());
      Set<String> unmoved = new TreeSet<>(tables.tables().unmoved());
      unmoved.remove("shared_ticket"); // which is made by the first of several servers
      assertThat(ofTables).containsAll(unmoved);
      ofFiles.removeAll(files.tables().unmoved());
      ofTables.removeAll(tables.tables().unmoved());
      assertThat(ofFiles).hasSizeGreaterThan(50).isEqualTo(ofTables);
      assertThatThrownBy(() -> StoreMove.between(tables, empty).run(progress -> {}))
          .as("the other store has none of the server's tables")
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("bring both up to date");
    }
  }

  private static Set<String> named(JdbcStore store) {
    Set<String> names = new TreeSet<>();
    store
        .tables()
        .databases()
        .forEach(
            database ->
                names.addAll(
                    database.read(
                        c ->
                            new ArrayList<>(
                                Sql.of(c, store.tables().columns())
                                    .all(row -> row.text("table_name"))))));
    return names;
  }

  @Test
  void whatMustNotBe_isRefused_andSaysWhy() throws Exception {
    Moves moves = new Moves(data);
    moves.to(schema).said().code(4).oneLine("no data of this version");
    fill(data, 2, 10, 5);
    try (SqliteStore inUse = SqliteStore.open(data)) {
      assertThat(inUse.directory()).contains(data);
      moves.to(schema).said().code(4).oneLine("in use by");
    }
    try (PostgresStore inUse = postgres(schema);
        Store.Claim claim = inUse.claim()) {
      assertThat(claim).isNotNull();
      moves.to(schema).said().code(4).oneLine("in use by");
    }
    try (PostgresStore full = postgres(schema)) {
      MovedData.fill(full, 1, 1, 1);
    }
    moves.to(schema).said().code(4).oneLine("is not empty: it has rows in chunk");
    moves.from(schema).said().code(4).oneLine("is not empty");
    Moves.cli(schema)
        .run("migrate", "--to", "jdbc:mysql://nowhere", "--data-path", data.toString())
        .code(2);
    Moves.cli(schema).run("migrate", "--to", Moves.url(), "--from", Moves.url()).code(2);
  }

  @Test
  void unfinishedMove_isNoDataOfAServer_andGoesOnFromItsOwnSourceAlone() throws Exception {
    fill(data, 20, 300, 5);
    makeServers(data);
    killAfter("moving    run", new Moves(data).arguments("--to"));
    Cli.inside()
        .with("TEMPO_DATABASE_SCHEMA", schema)
        .with("TEMPO_DATABASE_USER", "tempo")
        .run("run", "--port", "0", "--database-url", Moves.url(), "--data-path", data.toString())
        .code(4)
        .oneLine("is the target of a move that has not ended");
    fill(other, 2, 10, 5);
    new Moves(other).to(schema).said().code(4).oneLine("holds a part of");

    try (SqliteStore changed = SqliteStore.open(data)) {
      changed.database().write(c -> Sql.of(c, "UPDATE run SET error = 'x'").execute());
    }
    new Moves(data)
        .to(schema)
        .said()
        .code(4)
        .oneLine("must have been changed since the move began: run.");
  }
}
