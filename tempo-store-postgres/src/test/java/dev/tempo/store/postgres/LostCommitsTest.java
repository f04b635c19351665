package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.event.Event;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.state.RunColumns;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.task.Task;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes whose database has lost its last commits, as a replica that was behind as it became the
 * primary: numbers that they have read are given once more.
 */
@WithPostgres
@Timeout(120)
class LostCommitsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String FIRST_NUMBER =
      "SELECT setval(pg_get_serial_sequence('assignment', 'number'), 1, false)";

  private final CompletableFuture<Void> firstMissed = new CompletableFuture<>();
  private final CompletableFuture<Void> secondMissed = new CompletableFuture<>();
  private PostgresStore firstStore;
  private PostgresStore secondStore;
  private Tempo first;
  private Tempo second;

  @BeforeEach
  void start() {
    firstStore = EmptySchemas.open();
    secondStore = EmptySchemas.openAgain(firstStore);
    first = node(firstStore, "first").build().start();
    second = node(secondStore, "second").handler("work", context -> {}).build().start();
    first.onEvent(event -> note(event, firstMissed));
    second.onEvent(event -> note(event, secondMissed));
  }

  private static void note(Event event, CompletableFuture<Void> missed) {
    if (event instanceof Event.EventsMissed) {
      missed.complete(null);
    }
  }

  private static TempoBuilder node(PostgresStore store, String name) {
    return Tempo.builder().store(store).node(NodeOptions.DEFAULT.withName(name));
  }

  @AfterEach
  void stop() {
    second.close();
    first.close();
    secondStore.close();
    firstStore.close();
  }

  @Test
  void nothingIsPassedOver_ofWhatHasALowerNumberThanWhatWasReadBefore() throws Exception {
    Job job = first.save(Job.named("work").task(Task.handler("work")).build());
    RunHandle last = first.run(job.id());
    for (int i = 0; i < 3; i++) {
      assertThat(last.await(LONG).status()).isEqualTo(RunStatus.SUCCESS);
      last = first.run(job.id());
    }
    assertThat(last.await(LONG).status()).isEqualTo(RunStatus.SUCCESS);
    setBack(last.id());
    assertThat(second.run(job.id()).await(LONG).status()).isEqualTo(RunStatus.SUCCESS);
    firstMissed.get(LONG.toSeconds(), TimeUnit.SECONDS);
    secondMissed.get(LONG.toSeconds(), TimeUnit.SECONDS);
    long end = System.nanoTime() + LONG.toNanos();
    while (statusOf(last) != RunStatus.SUCCESS) {
      assertThat(System.nanoTime() - end).as("the run ends once more").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private RunStatus statusOf(RunHandle run) {
    return second.findRun(run.id()).orElseThrow().status();
  }

  /** The end of a run, the turns since it began, and what was counted besides are lost. */
  private void setBack(UUID runId) throws SQLException {
    String status = RunColumns.REQUEST.replace("status", "1");
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      connection.setSchema(EmptySchemas.of(firstStore));
      connection.setAutoCommit(false);
      String open =
          "INSERT INTO run_open (%s) SELECT %s FROM run_ended WHERE id = ?"
              .formatted(RunColumns.REQUEST, status);
      assertThat(Sql.of(connection, open, runId).execute()).isOne();
      String assign =
          "INSERT INTO assignment (run, incarnation) SELECT id, engine_id FROM run_ended WHERE id = ?";
      Sql.of(connection, FIRST_NUMBER).exists();
      assertThat(Sql.of(connection, assign, runId).execute()).isOne();
      Sql.of(connection, "DELETE FROM run_ended WHERE id = ?", runId).execute();
      String turns = "DELETE FROM feed WHERE turn > (SELECT max(turn) - 2 FROM feed)";
      assertThat(Sql.of(connection, turns).execute()).isEqualTo(2);
      connection.commit();
    }
  }
}
