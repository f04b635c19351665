package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Kills a program that asks for runs in transactions of its own at random moments: each that it
 * committed has one run, which began once at most, and none that it rolled back has any.
 */
@WithPostgres
class PostgresOutboxCrashTest {
  /** How many runs a program asks for before it is killed. */
  private static final int FEWEST = 20;

  private static final int MOST = 400;

  private final String schema = PostgresServer.newSchema();
  @TempDir private Path directory;
  private Path asked;
  private Path begun;
  private Path errors;

  @BeforeEach
  void makeTables() throws Exception {
    asked = Files.createFile(directory.resolve("asked"));
    begun = Files.createFile(directory.resolve("begun"));
    errors = Files.createFile(directory.resolve("errors"));
    open().close();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + OrderingProgram.TABLE);
    }
  }

  @Test
  void killedProgram_hasOneRunForEachCommittedRequest() throws Exception {
    killPrograms(2, 20261129);
  }

  @Test
  @Tag("long")
  void programThatIsKilledOften_hasOneRunForEachCommittedRequest() throws Exception {
    killPrograms(100, 20261130);
  }

  private void killPrograms(int times, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < times; i++) {
      Process process = start(random.nextLong());
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        for (int order = random.nextInt(FEWEST, MOST); order > 0; order--) {
          assertThat(out.readLine())
              .as(() -> "it goes on until it is killed; it said: " + contentOf(errors.toFile()))
              .isNotNull();
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    try (PostgresStore store = open();
        Tempo tempo = OrderingProgram.start(store, FiringEngine.appendingTo(begun))) {
      await(store);
      check(all(tempo));
    }
  }

  private void check(List<Run> runs) throws Exception {
    Set<String> committed = committed();
    List<String> began = Files.readAllLines(begun);
    List<String> wanted = Files.readAllLines(asked);

    assertThat(runs).extracting(run -> run.id().toString()).hasSameElementsAs(committed);
    assertThat(runs).doesNotHaveDuplicates().hasSameSizeAs(committed);
    assertThat(began).doesNotHaveDuplicates().isSubsetOf(committed);
    Set<String> succeeded =
        runs.stream()
            .filter(run -> run.status() == RunStatus.SUCCESS)
            .map(run -> run.id().toString())
            .collect(Collectors.toSet());
    assertThat(succeeded).isNotEmpty().isSubsetOf(began);
    assertThat(runs).extracting(Run::status).isSubsetOf(RunStatus.SUCCESS, RunStatus.LOST);
    assertThat(wanted).as("some were rolled back").hasSizeGreaterThan(committed.size());
    assertThat(wanted).containsAll(committed);
  }

  private Set<String> committed() throws Exception {
    Set<String> found = new HashSet<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT run_id FROM purchase")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static List<Run> all(Tempo tempo) {
    List<Run> found = new ArrayList<>();
    RunQuery query = RunQuery.ALL.withLimit(5_000);
    RunPage page = tempo.runs(query);
    found.addAll(page.runs());
    while (page.next().isPresent()) {
      page = tempo.runs(query.withBefore(page.next().get()));
      found.addAll(page.runs());
    }
    return found;
  }

  private static void await(PostgresStore store) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!store.outbox().orElseThrow().oldest(1).isEmpty()
        || !store.runs().queueLengths().isEmpty()
        || !store.runs().running().isEmpty()) {
      assertThat(System.nanoTime() - end).as("all have ended").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private PostgresStore open() {
    return PostgresStore.open(
        PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  private Connection connect() throws Exception {
    PGSimpleDataSource source = PostgresServer.shared().source();
    source.setCurrentSchema(schema);
    return source.getConnection();
  }

  private Process start(long seed) throws Exception {
    return new ProcessBuilder(
            JavaCommand.of(
                OrderingProgram.class,
                PostgresServer.shared().url(),
                schema,
                asked.toString(),
                begun.toString(),
                Long.toString(seed)))
        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
        .start();
  }
}
