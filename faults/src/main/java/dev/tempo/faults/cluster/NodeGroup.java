package dev.tempo.faults.cluster;

import dev.tempo.store.postgres.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Three nodes on one schema of a database, each behind a network of its own unless they are
 * measured. Used by one thread.
 */
final class NodeGroup implements AutoCloseable {
  private static final int NODES = 3;

  private final Primary database;
  private final String schema;
  private final List<NodeProcess> nodes = new ArrayList<>();

  /**
   * Where nodes are.
   *
   * @param database theirs
   * @param schema in it
   * @param directory for all that they keep, and write down
   */
  record Place(Primary database, String schema, Path directory) {}

  /** How nodes reach the database. */
  enum Access {
    /** By networks that can be cut, and that cost something. */
    BY_NETWORK,
    /** As others do that are measured. */
    DIRECT
  }

  NodeGroup(NodeProgram program, Place place, Control control) throws IOException {
    this(program, place, control, Access.BY_NETWORK);
  }

  NodeGroup(NodeProgram program, Place place, Control control, Access access) throws IOException {
    this.database = place.database();
    this.schema = place.schema();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // also those that stand still
    for (int number = 1; number <= NODES; number++) {
      PostgresServer server = database.server();
      FaultProxy network = new FaultProxy(server.port());
      int port = access == Access.DIRECT ? server.port() : network.port();
      String url = server.url().replace(":" + server.port(), ":" + port);
      nodes.add(
          new NodeProcess(
              program,
              new NodeSettings(
                  "node" + number, place.directory(), url, schema, control, Duration.ZERO),
              network));
    }
  }

  /** Lets all nodes reach this server from now on. */
  void pointTo(PostgresServer server) {
    nodes.forEach(node -> node.network().pointTo(server.port()));
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  /** Starts all at once, and waits until all work. */
  void start(Supplier<Duration> skews) throws IOException {
    for (NodeProcess node : nodes) {
      node.start(skews.get());
    }
    for (NodeProcess node : nodes) {
      node.awaitReady();
    }
  }

  /** The node that leads, if one does and the database answers. */
  Optional<NodeProcess> leader() {
    String sql =
        "SELECT n.name FROM lease l JOIN node n ON n.id = l.node_id WHERE l.held = 1 AND n.up = 1";
    return one(sql).flatMap(name -> nodes.stream().filter(n -> n.name().equals(name)).findAny());
  }

  /** How many runs have not ended; empty if the database does not answer. */
  Optional<Long> openRuns() {
    return one("SELECT count(*) FROM run_open").map(Long::parseLong);
  }

  /** The first column of the first row. */
  Optional<String> one(String sql) {
    try (Connection connection = database.server().source().getConnection()) {
      connection.setSchema(schema);
      try (ResultSet row = connection.createStatement().executeQuery(sql)) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    for (NodeProcess node : nodes) {
      node.close();
    }
  }
}
