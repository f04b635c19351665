package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunVisibility;
import dev.tempo.store.jdbc.state.RunFilterSql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every list, and the next due trigger, is found by an index and comes in its order. */
class QueryPlanTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  @TempDir private Path data;
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(data);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everyListOfRuns_isARangeOfAnIndex() {
    UUID job = new UUID(1, 2);
    List<RunQuery> queries =
        List.of(
            RunQuery.ALL,
            RunQuery.ALL.withBefore(new UUID(3, 4)),
            RunQuery.ALL.withFrom(NOON).withTo(NOON),
            RunQuery.ALL.withCause(RunCause.API),
            RunQuery.ALL.withJob(job),
            RunQuery.ALL.withJob(job).withStatus(RunStatus.FAILURE),
            RunQuery.ALL.withJob(job).withBefore(new UUID(3, 4)).withFrom(NOON),
            RunQuery.ALL.withOrder(RunQuery.Order.OLDEST_FIRST).withBefore(job),
            RunQuery.ALL.withStartedBy("ada"),
            RunQuery.ALL.withVisibility(
                new RunVisibility("ada", Set.of(job), Set.of(new UUID(5, 6)), Set.of())),
            RunQuery.ALL.withStatus(RunStatus.LOST),
            RunQuery.ALL.withStatus(RunStatus.LOST, RunStatus.TIMEOUT).withBefore(new UUID(3, 4)));
    for (RunQuery query : queries) {
      for (RunFilterSql filter : RunFilterSql.of(SqliteStore.TABLES, query)) {
        checkOrdered(list(filter));
      }
    }
  }

  @Test
  void listsOfAJobByStatus_areIndexLookups() {
    RunQuery ofJob = RunQuery.ALL.withJob(new UUID(1, 2));
    for (RunStatus status : RunStatus.values()) {
      String plan = listPlan(ofJob.withStatus(status).withBefore(new UUID(3, 4)));
      if (!status.isFinal()) {
        assertThat(plan)
            .contains("USING INDEX run_of_job (job_id=? AND id>? AND id<?)")
            .contains("INDEX run_open")
            .contains("INDEX run_ranked_by_id");
      } else if (status == RunStatus.SUCCESS) {
        assertThat(plan).contains("USING INDEX run_of_job (job_id=? AND id<?)");
      } else {
        assertThat(plan)
            .contains("USING INDEX run_unsuccessful_of_job (job_id=? AND status=? AND id<?)");
      }
    }
  }

  @Test
  void everythingOfALabel_isARangeOfItsIndex() {
    UUID job = new UUID(1, 2);
    RunVisibility scope = new RunVisibility("ada", Set.of(job), Set.of(new UUID(5, 6)), Set.of());
    RunQuery ofLabel = RunQuery.ALL.withLabel("p1").withBefore(new UUID(3, 4));
    for (RunQuery query :
        List.of(
            ofLabel,
            ofLabel.withJob(job),
            ofLabel.withJobs(Set.of(job, new UUID(5, 6))),
            ofLabel.withStartedBy("ada"),
            ofLabel.withVisibility(scope),
            ofLabel.withSavedOnly().withCause(RunCause.API),
            ofLabel.withStatus(RunStatus.FAILURE, RunStatus.SUCCESS),
            ofLabel.withStatus(RunStatus.RUNNING).withFrom(NOON))) {
      List<RunFilterSql> parts = RunFilterSql.of(SqliteStore.TABLES, query);
      assertThat(parts).hasSize(1);
      assertThat(listPlan(query))
          .containsPattern("USING (COVERING )?INDEX run_of_label \\(label=\\? AND id.*<\\?\\)")
          .doesNotContain("TEMP B-TREE");
    }
  }

  @Test
  void deadLetters_areARangeOfTheirIndex() {
    UUID job = new UUID(1, 2);
    RunVisibility scope = new RunVisibility("ada", Set.of(job), Set.of(new UUID(5, 6)), Set.of());
    RunQuery dead = RunQuery.ALL.withDeadLettersOnly().withBefore(new UUID(3, 4));
    for (RunQuery query :
        List.of(
            dead,
            dead.withJob(job),
            dead.withJobs(Set.of(job, new UUID(5, 6))),
            dead.withStartedBy("ada"),
            dead.withVisibility(scope),
            dead.withLabel("p1"),
            dead.withCause(RunCause.API),
            dead.withStatus(RunStatus.FAILURE, RunStatus.LOST))) {
      assertThat(RunFilterSql.of(SqliteStore.TABLES, query)).hasSize(1);
      assertThat(listPlan(query))
          .containsPattern(
              "USING (COVERING )?INDEX run_dead_letter \\(dead_letter=\\? AND id.*<\\?\\)")
          .doesNotContain("TEMP B-TREE");
    }
  }

  @Test
  void listsByStatus_ofAStarterAndOfALabel_areRangesOfTheirIndexes() {
    UUID job = new UUID(1, 2);
    RunQuery before = RunQuery.ALL.withBefore(new UUID(3, 4));
    for (RunStatus status : RunStatus.values()) {
      String own = listPlan(before.withStartedBy("ada").withStatus(status));
      String filed = listPlan(before.withLabel("p1").withStatus(status));
      String filedOfJob = listPlan(before.withLabel("p1").withJob(job).withStatus(status));
      boolean unsuccessful = status.isFinal() && status != RunStatus.SUCCESS;
      assertThat(own)
          .contains(
              unsuccessful
                  ? "INDEX run_unsuccessful_of_starter (started_by=? AND status=? AND id<?)"
                  : "INDEX run_of_starter (started_by=? AND id")
          .doesNotContain("TEMP B-TREE");
      for (String plan : List.of(filed, filedOfJob)) {
        assertThat(plan)
            .contains(
                unsuccessful
                    ? "INDEX run_unsuccessful_of_label (label=? AND status=? AND id<?)"
                    : "INDEX run_of_label (label=? AND id")
            .doesNotContain("TEMP B-TREE");
      }
    }
    RunQuery failures = before.withStatus(RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.LOST);
    for (RunQuery query : List.of(failures.withStartedBy("ada"), failures.withLabel("p1"))) {
      List<RunFilterSql> parts = RunFilterSql.of(SqliteStore.TABLES, query);
      assertThat(parts).hasSize(3);
      parts.forEach(part -> assertThat(plan(list(part))).contains("run_unsuccessful_of_"));
    }
  }

  @Test
  void everyPartOfAScope_isFoundByItsIndex() {
    UUID job = new UUID(1, 2);
    RunVisibility scope = new RunVisibility("ada", Set.of(job), Set.of(new UUID(5, 6)), Set.of());
    List<String> plans =
        RunFilterSql.of(SqliteStore.TABLES, RunQuery.ALL.withVisibility(scope)).stream()
            .map(part -> plan("SELECT id FROM run " + part.whereBefore() + " ORDER BY id DESC"))
            .toList();
    assertThat(plans).hasSize(3);
    assertThat(plans.get(0)).contains("run_of_starter (started_by=? AND id>?)");
    assertThat(plans.get(1)).contains("COVERING INDEX run_of_job (job_id=? AND id>?)");
    assertThat(plans.get(2)).contains("COVERING INDEX run_of_job (job_id=? AND id>?)");
  }

  @Test
  void queuesAndOccurrences_areIndexLookups() {
    assertThat(
            plan(
                "SELECT * FROM run WHERE queue = ? AND status < 2 AND lane = 0 AND status = 0"
                    + " AND id > ? ORDER BY id LIMIT 9"))
        .contains("USING INDEX run_open (queue=? AND id>?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(plan("SELECT * FROM run WHERE status < 2 AND lane = 0 AND status = 1"))
        .contains("USING INDEX run_open");
    assertThat(
            plan(
                "SELECT * FROM run WHERE queue = ? AND priority = ? AND status = 0 AND lane = 1"
                    + " AND (not_before, id) > (?, ?) AND not_before <= ?"
                    + " ORDER BY not_before, id LIMIT 9"))
        .contains("USING INDEX run_ranked (queue=? AND priority=? AND")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT * FROM run WHERE job_id = ? AND unique_key = ? AND unique_key IS NOT NULL"
                    + " ORDER BY id DESC LIMIT 1"))
        .contains("run_unique (job_id=? AND unique_key=?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT * FROM run INDEXED BY run_unique_open WHERE job_id = ? AND unique_key = ?"
                    + " AND unique_key IS NOT NULL AND status < 2 ORDER BY id DESC"))
        .contains("run_unique_open (job_id=? AND unique_key=?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT * FROM run WHERE queue = ? AND priority = ? AND status = 0 AND lane = 1"
                    + " AND not_before = ? AND after_run_id IS NOT NULL"))
        .contains("USING INDEX run_ranked (queue=? AND priority=? AND not_before=?)");
    assertThat(
            plan(
                "SELECT * FROM run WHERE first_run_id = ? AND attempt = ?"
                    + " AND first_run_id IS NOT NULL ORDER BY id LIMIT 1"))
        .contains("run_attempt (first_run_id=? AND attempt=?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT * FROM run WHERE trigger_id = ? AND scheduled_for = ?"
                    + " AND trigger_id IS NOT NULL AND attempt = 1"))
        .contains("run_of_occurrence (trigger_id=? AND scheduled_for=?)");
  }

  @Test
  void dueTriggers_areARangeOfAnIndex() {
    assertThat(plan("SELECT id FROM job_trigger WHERE next_at <= ? ORDER BY next_at, id LIMIT 9"))
        .contains("job_trigger_due (next_at<?)")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT next_at FROM job_trigger WHERE next_at IS NOT NULL ORDER BY next_at LIMIT"
                    + " 1"))
        .contains("job_trigger_due")
        .doesNotContain("TEMP B-TREE");
    assertThat(
            plan(
                "SELECT DISTINCT job_id FROM job_trigger WHERE at_startup = 1 AND job_id > ?"
                    + " ORDER BY job_id LIMIT 9"))
        .contains("job_trigger_at_startup (job_id>?)");
  }

  @Test
  void jobsAndLedger_areIndexLookups() {
    checkOrdered("SELECT * FROM job WHERE key > ? ORDER BY key LIMIT 9");
    assertThat(plan("SELECT * FROM ledger WHERE job_id = ? AND last_at >= ? AND first_at <= ?"))
        .contains("ledger_of_job (job_id=? AND last_at>?)");
  }

  private String listPlan(RunQuery query) {
    return plan(list(RunFilterSql.of(SqliteStore.TABLES, query).getFirst()));
  }

  private static String list(RunFilterSql filter) {
    return "SELECT * FROM " + filter.table() + " " + filter.where() + " ORDER BY id DESC LIMIT 10";
  }

  private void checkOrdered(String sql) {
    assertThat(plan(sql)).as(sql).doesNotContain("TEMP B-TREE").matches("(?s)(SEARCH|SCAN) .*");
  }

  private String plan(String sql) {
    return store.database().read(connection -> plan(connection, sql));
  }

  private static String plan(Connection connection, String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (PreparedStatement explain = connection.prepareStatement("EXPLAIN QUERY PLAN " + sql);
        ResultSet rows = explain.executeQuery()) {
      while (rows.next()) {
        plan.append(rows.getString("detail")).append('\n');
      }
    }
    return plan.toString();
  }
}
