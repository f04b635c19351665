package dev.tempo.store.postgres;

import dev.tempo.store.Store;
import dev.tempo.store.conformance.EngineConformance;
import dev.tempo.store.conformance.JobStoreConformance;
import dev.tempo.store.conformance.MetricStoreConformance;
import dev.tempo.store.conformance.QueueStoreConformance;
import dev.tempo.store.conformance.RunQueryConformance;
import dev.tempo.store.conformance.RunStoreConformance;
import dev.tempo.store.conformance.RunValueConformance;
import dev.tempo.store.conformance.TriggerConformance;
import dev.tempo.store.conformance.UpkeepConformance;
import dev.tempo.store.conformance.ValueConformance;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.conformance.DatabaseConformance;
import dev.tempo.store.jdbc.conformance.OutboxConformance;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.postgresql.ds.PGSimpleDataSource;

/** What every store must do, by the suites that other stores can take, too. */
@WithPostgres
class PostgresStoreConformanceTest {

  private static PostgresStore openIn(String schema) {
    return PostgresStore.open(
        PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  @Nested
  class Jobs extends JobStoreConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class Runs extends RunStoreConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class Queues extends QueueStoreConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class RunQueries extends RunQueryConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class Values extends ValueConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class Outbox extends OutboxConformance {
    private final String schema = PostgresServer.newSchema();

    @Override
    protected Store open() {
      return openIn(schema);
    }

    @Override
    protected Connection connect() throws SQLException {
      Connection connection = PostgresServer.shared().source().getConnection();
      connection.setSchema(schema);
      return connection;
    }

    @Override
    protected Connection connectElsewhere() throws SQLException {
      PGSimpleDataSource source = PostgresServer.shared().source();
      source.setDatabaseName("template1");
      return source.getConnection();
    }
  }

  @Nested
  class RunValues extends RunValueConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class Metrics extends MetricStoreConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class Upkeep extends UpkeepConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class EngineOnIt extends EngineConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class TriggersOnIt extends TriggerConformance {
    @Override
    protected Store open() {
      return EmptySchemas.open();
    }
  }

  @Nested
  class DatabaseOfIt extends DatabaseConformance {
    private PostgresStore store;

    @Override
    protected Database open() {
      store = openIn(PostgresServer.newSchema()); // it makes tables of its own
      return store.database();
    }

    @AfterEach
    void close() {
      store.close();
    }

    @Override
    protected boolean hasCopies() {
      return false;
    }

    @Override
    protected long countInCopy(Path copy, String query) {
      throw new AssertionError("There are no copies");
    }
  }
}
