package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import dev.tempo.store.RunVisibility;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * No list walks over all runs that have ended: what the server counts of its scans says so, as the
 * planner chooses by what is in the tables.
 */
@WithPostgres
class PostgresQueryPlanTest {
  private static final int RUNS = 20_000;
  private static final int JOBS = 200;
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private static final String FILL =
      """
      INSERT INTO run_ended (id, job_id, job_name, job_version, queue, cause, started_by, parameters, attempt, unpaid,
        engine_id, status, queued_at, not_before, started_at, label, type, finished_at, cpu_ms, max_memory_bytes,
        max_cpu_percent, line_count, output_bytes, processes_ended, dead_letter)
      SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), decode(lpad(to_hex(n % ?), 32, '0'), 'hex'), 'a job', 1, 'default',
        n % 7, CASE WHEN n % 50 = 0 THEN 'ada' WHEN n % 3 = 0 THEN 'bob' END, '', 1, 0, '\\x00'::bytea,
        CASE WHEN n % 100 = 0 THEN 3 + n / 100 % 5 ELSE 2 END, n, n, n, CASE WHEN n % 40 = 0 THEN 'p' || n % 8 END, 0, n,
        0, 0, 0, 0, 0, 0, CASE WHEN n % 500 = 0 THEN 1 END
      FROM generate_series(1, ?) AS n
      """;

  private final String schema = PostgresServer.newSchema();

  private PostgresStore open() {
    return PostgresStore.open(
        PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  @Test
  void lists_areFoundByIndexes_amongManyRuns() throws SQLException {
    try (PostgresStore store = open()) {
      store.database().write(c -> Sql.of(c, FILL, JOBS, RUNS).execute());
      store.database().write(c -> Sql.of(c, "ANALYZE run_ended").execute());
    }
    long before = scans("seq_scan", "n_tup_ins", RUNS);
    long found = scans("idx_scan", "n_tup_ins", RUNS);
    try (PostgresStore store = open()) {
      for (RunQuery query : queries()) {
        assertThat(store.runs().list(query.withLimit(20))).as(query.toString()).isNotNull();
      }
      lookUp(store.runs());
    }
    assertThat(scans("seq_scan", "idx_scan", found + queries().size())).isEqualTo(before);
  }

  private static List<RunQuery> queries() {
    UUID job = new UUID(0, 7);
    UUID late = new UUID(0, RUNS / 2);
    RunVisibility scope = new RunVisibility("ada", Set.of(job), Set.of(new UUID(5, 6)), Set.of());
    RunQuery ofLabel = RunQuery.ALL.withLabel("p0").withBefore(late);
    return List.of(
        RunQuery.ALL,
        RunQuery.ALL.withBefore(late),
        RunQuery.ALL.withCause(RunCause.API),
        RunQuery.ALL.withJob(job),
        RunQuery.ALL.withJob(job).withStatus(RunStatus.FAILURE),
        RunQuery.ALL.withJob(job).withStatus(RunStatus.SUCCESS),
        RunQuery.ALL.withJob(job).withBefore(late).withFrom(NOON),
        RunQuery.ALL.withOrder(RunQuery.Order.OLDEST_FIRST).withBefore(late),
        RunQuery.ALL.withStartedBy("ada"),
        RunQuery.ALL.withStartedBy("ada").withStatus(RunStatus.FAILURE, RunStatus.LOST),
        RunQuery.ALL.withVisibility(scope),
        RunQuery.ALL.withStatus(RunStatus.LOST),
        RunQuery.ALL.withStatus(RunStatus.LOST, RunStatus.TIMEOUT).withBefore(late),
        ofLabel,
        ofLabel.withJob(job),
        ofLabel.withVisibility(scope),
        ofLabel.withStatus(RunStatus.FAILURE, RunStatus.SUCCESS),
        RunQuery.ALL.withDeadLettersOnly(),
        RunQuery.ALL.withDeadLettersOnly().withVisibility(scope));
  }

  private static void lookUp(RunStore runs) {
    assertThat(runs.find(new UUID(0, 5))).isPresent();
    assertThat(runs.find(new UUID(9, 9))).isEmpty();
    assertThat(runs.running()).isEmpty();
    assertThat(runs.queueLengths()).isEmpty();
  }

  /** A number as the server counts it, once another has come to so many: sessions tell late. */
  private long scans(String wanted, String awaited, long count) throws SQLException {
    String look =
        "SELECT "
            + wanted
            + " AS wanted FROM pg_stat_user_tables WHERE schemaname = ? AND relname = 'run_ended'"
            + " AND "
            + awaited
            + " >= ?";
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (true) {
        var found = Sql.of(connection, look, schema, count).first(row -> row.number("wanted"));
        if (found.isPresent()) {
          return found.get();
        }
        assertThat(System.nanoTime() - end).as(awaited + " is told").isNegative();
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }
}
