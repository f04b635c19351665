package dev.tempo.benchmarks.throughput;

import dev.tempo.Ids;
import dev.tempo.benchmarks.peer.SqliteSource;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.time.TimeSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.sqlite.SQLiteConfig;

/**
 * The floor of the durable row: the writes that an engine made, made again in the same groups, in
 * the same tables, by one thread that does nothing else. Runs start and end in the order in which
 * they were added.
 */
final class BarePipeline {
  private static final String ADD =
      "INSERT INTO run (id, job_id, job_name, job_version, queue, cause, started_by, trigger_id,"
          + " scheduled_for, parameters, attempt, unpaid, first_run_id, engine_id, status,"
          + " queued_at, not_before, started_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String START =
      "UPDATE run SET status = 1, started_at = ?, job_version = ?, engine_id = ?"
          + " WHERE id = ? AND status = 0";
  private static final String FINISH =
      "UPDATE run SET status = 2, finished_at = ? WHERE id = ? AND status < 2";

  private final boolean startsLater;
  private final Ids ids = new Ids();
  private final byte[] jobId = bytes(Ids.next());
  private final byte[] engineId = bytes(Ids.next());
  private final Queue<byte[]> queued = new ArrayDeque<>();
  private final Queue<byte[]> running = new ArrayDeque<>();

  private BarePipeline(boolean startsLater) {
    this.startsLater = startsLater;
  }

  /**
   * Makes the writes in a new database, whose tables the store's own scripts make.
   *
   * @return how many runs have ended
   */
  static int replay(Path directory, List<CommitShape> shapes) throws SQLException {
    SqliteStore.open(directory).close();
    boolean startsLater = shapes.stream().anyMatch(shape -> shape.started() > 0);
    try (Connection connection =
        lean().createConnection("jdbc:sqlite:" + directory.resolve("tempo.db"))) {
      return new BarePipeline(startsLater).replay(connection, shapes);
    }
  }

  /** The driver asks for generated keys after each insert, unless told not to. */
  private static SQLiteConfig lean() {
    SQLiteConfig config = SqliteSource.durable();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setGetGeneratedKeys(false);
    return config;
  }

  private int replay(Connection connection, List<CommitShape> shapes) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD);
        PreparedStatement start = connection.prepareStatement(START);
        PreparedStatement finish = connection.prepareStatement(FINISH)) {
      int finished = 0;
      for (CommitShape shape : shapes) {
        connection.setAutoCommit(
            false); // begins; what is said in SQL is begun again for each write
        finished += finish(finish, shape.finished());
        add(add, shape.added());
        start(start, shape.started());
        connection.setAutoCommit(true); // commits
      }
      return finished;
    }
  }

  private int finish(PreparedStatement finish, int limit) throws SQLException {
    int finished = 0;
    while (finished < limit && !running.isEmpty()) {
      finish.setLong(1, TimeSource.system().millis());
      finish.setBytes(2, running.remove());
      finish.executeUpdate();
      finished++;
    }
    return finished;
  }

  private void add(PreparedStatement add, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      add(add);
    }
  }

  private void start(PreparedStatement start, int limit) throws SQLException {
    for (int started = 0; started < limit && !queued.isEmpty(); started++) {
      byte[] id = queued.remove();
      start.setLong(1, TimeSource.system().millis());
      start.setLong(2, 1);
      start.setBytes(3, engineId);
      start.setBytes(4, id);
      start.executeUpdate();
      running.add(id);
    }
  }

  private void add(PreparedStatement add) throws SQLException {
    long now = TimeSource.system().millis();
    byte[] id = bytes(ids.next(now));
    add.setBytes(1, id);
    add.setBytes(2, jobId);
    add.setString(3, "Nothing");
    add.setLong(4, 1);
    add.setString(5, "default");
    add.setLong(6, 1);
    add.setString(7, null);
    add.setBytes(8, null);
    add.setObject(9, null);
    add.setString(10, "");
    add.setLong(11, 1);
    add.setLong(12, 0);
    add.setBytes(13, null);
    add.setBytes(14, engineId);
    add.setLong(15, startsLater ? 0 : 1);
    add.setLong(16, now);
    add.setLong(17, now);
    add.setObject(18, startsLater ? null : now);
    add.executeUpdate();
    (startsLater ? queued : running).add(id);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
