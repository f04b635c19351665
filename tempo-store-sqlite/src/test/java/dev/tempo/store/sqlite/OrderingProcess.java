package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A process that takes orders until it is killed: each with its run in one transaction, but for
 * every third, which is rolled back.
 */
final class OrderingProcess {
  private OrderingProcess() {}

  /**
   * Takes orders, and prints the id of the run of each.
   *
   * @param args the directory
   */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    SqliteStore store = SqliteStore.open(data);
    Tempo tempo = start(store);
    Job job = job(tempo);
    try (Connection connection = connect(data)) {
      for (int order = 0; true; order++) {
        UUID run = tempo.within(connection).run(job.id(), RunOptions.DEFAULT);
        execute(connection, "INSERT INTO purchase VALUES ('" + run + "')");
        if (order % 3 == 2) {
          connection.rollback();
        } else {
          connection.commit();
        }
        System.out.println(run);
      }
    }
  }

  static Tempo start(SqliteStore store) {
    return Tempo.builder().store(store).handler("ship", context -> {}).build().start();
  }

  static Job job(Tempo tempo) {
    return tempo.save(
        Job.named("Ship").task(Task.handler("ship")).overlap(OverlapPolicy.ALLOW).build());
  }

  /** A connection of the program's own, in a transaction, with its table. */
  static Connection connect(Path data) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:sqlite:" + data.resolve("tempo.db") + "?busy_timeout=30000");
    connection.setAutoCommit(false);
    execute(connection, "CREATE TABLE IF NOT EXISTS purchase (run TEXT PRIMARY KEY)");
    connection.commit();
    return connection;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
