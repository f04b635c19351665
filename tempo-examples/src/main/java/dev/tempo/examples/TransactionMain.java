package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/** An order and the run that ships it, in one transaction of the program's own. */
public final class TransactionMain {
  private TransactionMain() {}

  /**
   * Runs the example.
   *
   * @param args the directory of the data
   */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .handler(
                    "ship", context -> System.out.println("ships " + context.parameter("order")))
                .build()
                .start();
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tempo.db"))) {
      Job ship = tempo.save(Job.named("Ship").task(Task.handler("ship")).build());
      connection.setAutoCommit(false);
      execute(connection, "CREATE TABLE IF NOT EXISTS purchase (number TEXT)");

      UUID first = order(tempo, connection, ship, "A-1");
      // need: transaction
      connection.commit();
      // end of need
      Run shipped = tempo.awaitRun(first, Duration.ofMinutes(1));
      System.out.println("A-1: " + shipped.status());

      UUID second = order(tempo, connection, ship, "A-2");
      connection.rollback(); // the order was refused, and so is its run
      System.out.println("A-2 is known: " + tempo.findRun(second).isPresent());
    }
  }

  private static UUID order(Tempo tempo, Connection connection, Job ship, String number)
      throws SQLException {
    execute(connection, "INSERT INTO purchase VALUES ('" + number + "')");
    // need: transaction
    return tempo
        .within(connection)
        .run(ship.id(), RunOptions.DEFAULT.withParameter("order", number));
    // end of need
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
