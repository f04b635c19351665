package dev.tempo.store.jdbc.state;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.jdbc.Binding;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.store.jdbc.UuidCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Counts each ended run exactly once, in steps of one transaction each.
 *
 * <p>Neither the time at which a run ended nor an index over it would do: the clock may be set
 * back, and an index would cost something at each end of a run. But ids grow. So a mark goes
 * through the runs in the order of their ids. What has ended as the mark passes it is counted; what
 * has not is put down in {@code metric_open}, and counted when it is taken out of there; a ranked
 * run, which may wait for years, is put down as it starts. Where a run stands, before the mark,
 * behind it, or open, says whether it was counted, and changes in the same transaction as the sums.
 */
public final class MetricRollup {
  /** Few enough that whoever waits for the writer does not notice. */
  static final int RUNS_A_STEP = 500;

  /** To which period a run belongs, of so many milliseconds, and what it took. */
  private static final String START_AND_TIME =
      "finished_at - (finished_at %% %1$d + %1$d) %% %1$d AS start_at,"
          + " CASE WHEN finished_at > started_at THEN finished_at - started_at ELSE 0 END AS ms";

  /** Which runs that have ended are counted at all. */
  private static final String COUNTED =
      "status >= 2 AND started_at IS NOT NULL AND script_sha256 IS NULL AND type = 0";

  private MetricRollup() {}

  /** Runs that were put down as open and have ended since; some of them. */
  static List<UUID> endedSince(Connection reader) throws SQLException {
    return Sql.of(
            reader,
            "SELECT o.run_id FROM metric_open o WHERE NOT EXISTS"
                + " (SELECT 1 FROM run r WHERE r.id = o.run_id AND r.status < 2) LIMIT "
                + RUNS_A_STEP)
        .allReadable(row -> row.id("run_id"));
  }

  /**
   * Counts those of these runs that were not counted, and takes them out of the open ones: they
   * have ended, or are about to be deleted.
   *
   * @return how many were counted
   * @throws SQLException if the database fails
   */
  public static int close(Connection writer, Set<UUID> runIds) throws SQLException {
    List<UUID> all = List.copyOf(runIds);
    int counted = 0;
    for (int from = 0; from < all.size(); from += RUNS_A_STEP) {
      List<UUID> some = all.subList(from, Math.min(from + RUNS_A_STEP, all.size()));
      counted += close(writer, uncounted(writer, some));
    }
    return counted;
  }

  /**
   * Writes how a run has ended that was lost, which has used nothing; and if it was counted as
   * that, it is counted anew.
   *
   * @param table where runs are that have ended
   * @throws SQLException if the database fails
   */
  public static void correct(Connection writer, String table, Run run) throws SQLException {
    List<UUID> one = List.of(run.id());
    String isLost = "SELECT 1 FROM run WHERE id = ? AND status = ?";
    int lostCode = ColumnCodecs.code(RunStatus.LOST);
    if (!Sql.bound(writer, isLost, p -> p.id(run.id()).number(lostCode)).exists()) {
      return;
    }
    boolean isCounted = uncounted(writer, one).isEmpty();
    Binding bind = parameters -> bind(parameters, one);
    String lost = "id = ? AND status = " + lostCode;
    if (isCounted) {
      for (MetricPeriod period : MetricPeriod.values()) {
        update(writer, takeOutSql(period, lost), bind);
      }
      update(
          writer,
          "DELETE FROM metric WHERE runs = 0 AND job_id = (SELECT job_id FROM run WHERE id = ?)",
          bind);
    }
    update(
        writer,
        "UPDATE "
            + table
            + " SET status = ?, "
            + RunColumns.RESULT.replaceAll("(,|$)", " = ?$1")
            + " WHERE "
            + lost,
        p -> {
          p.number(ColumnCodecs.code(run.status()));
          RunColumns.bindResult(p, run);
          p.id(run.id());
        });
    if (isCounted) {
      count(writer, "id = ?", bind);
    }
  }

  private static String startAndTime(MetricPeriod period) {
    return String.format(Locale.ROOT, START_AND_TIME, period.length().toMillis());
  }

  private static String takeOutSql(MetricPeriod period, String lost) {
    return String.format(
        Locale.ROOT,
        """
    UPDATE metric SET runs = runs - 1, failures = failures - 1, duration_ms = duration_ms - lost.ms
    FROM (%s) AS lost
    WHERE metric.job_id = lost.job_id AND metric.period = %d AND metric.start_at = lost.start_at
    """,
        "SELECT job_id, "
            + startAndTime(period)
            + " FROM run"
            + " WHERE "
            + COUNTED
            + " AND "
            + lost,
        period.ordinal());
  }

  private static int close(Connection writer, List<UUID> uncounted) throws SQLException {
    if (!uncounted.isEmpty()) {
      String marks = "(" + Sql.marks(uncounted) + ")";
      Binding bind = parameters -> bind(parameters, uncounted);
      count(writer, "id IN " + marks, bind);
      update(writer, "DELETE FROM metric_open WHERE run_id IN " + marks, bind);
    }
    return uncounted.size();
  }

  /** Those behind the mark, and those that were put down as open. */
  private static List<UUID> uncounted(Connection writer, List<UUID> runIds) throws SQLException {
    byte[] mark =
        Sql.of(writer, "SELECT run_id FROM metric_mark")
            .first(row -> row.bytes("run_id"))
            .orElseThrow();
    String open = "SELECT run_id FROM metric_open WHERE run_id IN (" + Sql.marks(runIds) + ")";
    Set<UUID> passed =
        new HashSet<>(
            Sql.bound(writer, open, parameters -> bind(parameters, runIds))
                .all(row -> row.id("run_id")));
    return runIds.stream()
        .filter(id -> passed.contains(id) || Arrays.compareUnsigned(UuidCodec.bytes(id), mark) > 0)
        .toList();
  }

  private static void bind(StatementParameters to, List<UUID> ids) throws SQLException {
    for (UUID id : ids) {
      to.id(id);
    }
  }

  /** Moves the mark on; true if it is not at the end yet. */
  static boolean advance(Connection writer) throws SQLException {
    Optional<UUID> far =
        Sql.of(
                writer,
                "SELECT id FROM run WHERE id > (SELECT run_id FROM metric_mark) ORDER BY id LIMIT 1 OFFSET "
                    + (RUNS_A_STEP - 1))
            .firstReadable(row -> row.id("id"));
    Optional<UUID> to = far.isPresent() ? far : last(writer);
    if (to.isPresent()) {
      advance(writer, to.get());
    }
    return far.isPresent();
  }

  /** The newest run behind the mark. */
  static Optional<UUID> last(Connection connection) throws SQLException {
    return Sql.of(
            connection,
            "SELECT id FROM run WHERE id > (SELECT run_id FROM metric_mark) ORDER BY id DESC LIMIT 1")
        .firstReadable(row -> row.id("id"));
  }

  private static void advance(Connection writer, UUID to) throws SQLException {
    String passed = "id > (SELECT run_id FROM metric_mark) AND id <= ?";
    count(writer, passed, parameters -> parameters.id(to));
    update(
        writer,
        "INSERT INTO metric_open (run_id) SELECT id FROM run WHERE status < 2 AND lane = 0 AND "
            + passed,
        parameters -> parameters.id(to));
    update(writer, "UPDATE metric_mark SET run_id = ?", parameters -> parameters.id(to));
  }

  private static void count(Connection writer, String which, Binding bind) throws SQLException {
    for (MetricPeriod period : MetricPeriod.values()) {
      update(writer, countSql(period, which), bind);
    }
  }

  private static String countSql(MetricPeriod period, String which) {
    return String.format(
        Locale.ROOT,
        """
    INSERT INTO metric (job_id, period, start_at, runs, successes, failures, duration_ms, processes,
      process_ms, process_cpu_ms, process_memory_bytes, max_cpu_percent, max_memory_bytes)
    SELECT job_id, %1$d, start_at, count(*), sum(CASE WHEN status = 2 THEN 1 ELSE 0 END),
      sum(CASE WHEN status IN (3, 4, 7) THEN 1 ELSE 0 END), sum(ms),
      sum(process), sum(process * ms), sum(process * cpu_ms), sum(process * memory),
      max(process * max_cpu_percent), max(max_memory_bytes)
    FROM (
      SELECT job_id, status, cpu_ms, max_cpu_percent, max_memory_bytes,
        %3$s,
        CASE WHEN max_memory_bytes > 0 THEN 1 ELSE 0 END AS process,
        CASE WHEN max_memory_bytes > 0 THEN coalesce(
          (SELECT CAST(sum(s.memory_bytes) / sum(s.count) AS BIGINT) FROM run_sample s WHERE s.run_id = run.id),
          max_memory_bytes) ELSE 0 END AS memory
      FROM run
      WHERE %4$s AND %2$s) AS ended
    GROUP BY job_id, start_at
    ON CONFLICT (job_id, period, start_at) DO UPDATE SET
      runs = metric.runs + excluded.runs,
      successes = metric.successes + excluded.successes,
      failures = metric.failures + excluded.failures,
      duration_ms = metric.duration_ms + excluded.duration_ms,
      processes = metric.processes + excluded.processes,
      process_ms = metric.process_ms + excluded.process_ms,
      process_cpu_ms = metric.process_cpu_ms + excluded.process_cpu_ms,
      process_memory_bytes = metric.process_memory_bytes + excluded.process_memory_bytes,
      max_cpu_percent = CASE WHEN metric.max_cpu_percent > excluded.max_cpu_percent
        THEN metric.max_cpu_percent ELSE excluded.max_cpu_percent END,
      max_memory_bytes = CASE WHEN metric.max_memory_bytes > excluded.max_memory_bytes
        THEN metric.max_memory_bytes ELSE excluded.max_memory_bytes END
    """,
        period.ordinal(),
        which,
        startAndTime(period),
        COUNTED);
  }

  private static void update(Connection writer, String sql, Binding bind) throws SQLException {
    try (PreparedStatement statement = writer.prepareStatement(sql)) {
      bind.to(new StatementParameters(statement));
      statement.executeUpdate();
    }
  }
}
