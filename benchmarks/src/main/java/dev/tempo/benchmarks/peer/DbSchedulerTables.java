package dev.tempo.benchmarks.peer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The table that db-scheduler expects, with the indexes that its documentation gives. */
public final class DbSchedulerTables {
  private static final List<String> STATEMENTS =
      List.of(
          """
          CREATE TABLE scheduled_tasks (
            task_name VARCHAR(100), task_instance VARCHAR(100), task_data BLOB,
            execution_time TIMESTAMP, picked BIT, picked_by VARCHAR(50),
            last_success TIMESTAMP, last_failure TIMESTAMP, consecutive_failures INT,
            last_heartbeat TIMESTAMP, version BIGINT, priority SMALLINT,
            PRIMARY KEY (task_name, task_instance))
          """,
          "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
          "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)",
          "CREATE INDEX priority_idx ON scheduled_tasks (priority DESC, execution_time ASC)");

  private DbSchedulerTables() {}

  /** Makes them. */
  public static void create(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : STATEMENTS) {
        statement.execute(sql);
      }
    }
  }
}
