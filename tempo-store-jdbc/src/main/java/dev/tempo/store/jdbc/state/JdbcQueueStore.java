package dev.tempo.store.jdbc.state;

import dev.tempo.store.QueueState;
import dev.tempo.store.QueueStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import java.util.List;

/** Reads the states of queues. */
public final class JdbcQueueStore implements QueueStore {
  private final Database database;

  /** Reads queues from a database. */
  public JdbcQueueStore(Database database) {
    this.database = database;
  }

  @Override
  public List<QueueState> list() {
    return database.read(
        connection ->
            Sql.of(connection, "SELECT " + QueueColumns.NAMES + " FROM queue ORDER BY name")
                .allReadable(QueueColumns::read));
  }
}
