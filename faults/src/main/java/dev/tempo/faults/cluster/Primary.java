package dev.tempo.faults.cluster;

import dev.tempo.store.postgres.testing.PostgresServer;
import java.io.IOException;

/**
 * The database that nodes write: a server, and after each failover the replica that has taken its
 * place. One thread has it fail over; any thread may ask for it.
 */
final class Primary implements AutoCloseable {
  private volatile PostgresServer server;

  Primary(PostgresServer server) {
    this.server = server;
  }

  /** The server that can be written, or could until it crashed. */
  PostgresServer server() {
    return server;
  }

  /** Makes a replica of it, which follows it. */
  Replica replica() throws IOException {
    return new Replica(server);
  }

  /** A promoted replica takes its place; what it was is deleted. */
  void replaceBy(PostgresServer promoted) {
    PostgresServer before = server;
    server = promoted;
    before.close();
  }

  @Override
  public void close() {
    server.close();
  }
}
