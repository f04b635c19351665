package dev.tempo.store.jdbc.state;

import dev.tempo.process.ResourceSample;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.MetricStore;
import dev.tempo.store.RunSamples;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Samples and sums in {@code tempo.db}. */
public final class JdbcMetricStore implements MetricStore {
  /** Rows hold about as many samples as a minute has. */
  private static final int SAMPLES_A_ROW = 30;

  private static final String ADD =
      """
      INSERT INTO run_sample (run_id, first_at, count, memory_bytes, packed) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (run_id, first_at) DO UPDATE SET
        count = excluded.count, memory_bytes = excluded.memory_bytes, packed = excluded.packed
      """;

  /** Begins with the last row that begins before the time wanted: it may reach beyond it. */
  private static final String SAMPLES =
      """
      SELECT packed FROM run_sample WHERE run_id = ? AND first_at >= coalesce(
        (SELECT max(first_at) FROM run_sample WHERE run_id = ? AND first_at <= ?), 0)
      ORDER BY first_at LIMIT ?
      """;

  private final Database database;

  /** Reads samples and sums from a database. */
  public JdbcMetricStore(Database database) {
    this.database = database;
  }

  @Override
  public void add(List<RunSamples> samples) {
    if (!samples.isEmpty()) {
      database.write(
          connection -> {
            try (PreparedStatement add = connection.prepareStatement(ADD)) {
              for (RunSamples some : samples) {
                add(add, some);
              }
            }
            return true;
          });
    }
  }

  private static void add(PreparedStatement add, RunSamples samples) throws SQLException {
    List<ResourceSample> all = samples.samples();
    for (int from = 0; from < all.size(); from += SAMPLES_A_ROW) {
      List<ResourceSample> row = all.subList(from, Math.min(from + SAMPLES_A_ROW, all.size()));
      new StatementParameters(add)
          .id(samples.runId())
          .instant(row.getFirst().at())
          .number(row.size())
          .number(row.stream().mapToLong(ResourceSample::memoryBytes).sum())
          .bytes(SampleCodec.pack(row));
      add.executeUpdate();
    }
  }

  @Override
  public List<ResourceSample> samples(UUID runId, Instant from, int limit) {
    List<byte[]> rows =
        database.read(
            connection ->
                Sql.bound(
                        connection,
                        SAMPLES,
                        parameters ->
                            parameters.id(runId).id(runId).instant(from).number(limit + 1L))
                    .allReadable(row -> row.bytes("packed")));
    return rows.stream()
        .flatMap(packed -> SampleCodec.unpack(packed).stream())
        .filter(sample -> !sample.at().isBefore(from))
        .limit(limit)
        .toList();
  }

  /** Looks first and by a reader, so that nothing is written when there is nothing to count. */
  @Override
  public boolean rollUp() {
    List<UUID> ended = database.read(MetricRollup::endedSince);
    if (!ended.isEmpty()) {
      database.write(connection -> MetricRollup.close(connection, Set.copyOf(ended)));
    }
    boolean more = ended.size() == MetricRollup.RUNS_A_STEP;
    boolean fresh = database.read(connection -> MetricRollup.last(connection).isPresent());
    return fresh && database.write(MetricRollup::advance) || more;
  }

  @Override
  public List<MetricBucket> buckets(UUID jobId, MetricPeriod period, Instant from, Instant to) {
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    "SELECT * FROM metric WHERE job_id = ? AND period = ?"
                        + " AND start_at >= ? AND start_at < ? ORDER BY start_at",
                    parameters ->
                        parameters.id(jobId).number(period.ordinal()).instant(from).instant(to))
                .allReadable(row -> bucket(period, row)));
  }

  private static MetricBucket bucket(MetricPeriod period, ResultRow row) throws SQLException {
    long runs = row.number("runs");
    return new MetricBucket(
        period,
        row.instant("start_at"),
        new MetricBucket.Counts(runs, row.number("successes"), row.number("failures")),
        Duration.ofMillis(row.number("duration_ms") / runs),
        usage(row));
  }

  private static MetricBucket.Usage usage(ResultRow row) throws SQLException {
    long millis = row.number("process_ms");
    return new MetricBucket.Usage(
        millis == 0 ? 0 : 100.0 * row.number("process_cpu_ms") / millis,
        row.real("max_cpu_percent"),
        row.number("process_memory_bytes") / Math.max(1, row.number("processes")),
        row.number("max_memory_bytes"));
  }

  @Override
  public void prune(MetricPeriod period, Instant before) {
    database.write(connection -> prune(connection, period, before));
  }

  private static int prune(Connection connection, MetricPeriod period, Instant before)
      throws SQLException {
    String sql = "DELETE FROM metric WHERE period = ? AND start_at < ?";
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      new StatementParameters(delete).number(period.ordinal()).instant(before);
      return delete.executeUpdate();
    }
  }
}
