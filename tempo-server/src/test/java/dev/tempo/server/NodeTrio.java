package dev.tempo.server;

import dev.tempo.Nodes;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Three servers on one database with a first account: {@code a}, which leads, is a process of its
 * own that can be killed; {@code b} and {@code c} are in the test's.
 */
public final class NodeTrio implements AutoCloseable {
  private final NodeProcess a;
  private final TestServer b;
  private final TestServer c;

  private NodeTrio(NodeProcess a, TestServer b, TestServer c) {
    this.a = a;
    this.b = b;
    this.c = c;
  }

  /** Starts them on a schema of their own, in directories of their names. */
  public static NodeTrio start(Path parent) {
    String schema = PostgresServer.newSchema();
    String database = PostgresServer.shared().url();
    try {
      NodeProcess a = NodeProcess.start(database, schema, directory(parent, "a"), "a");
      TestServer b =
          TestServer.startNode(NodeProcess.stores(database, schema), directory(parent, "b"), "b");
      TestServer c =
          TestServer.startNode(NodeProcess.stores(database, schema), directory(parent, "c"), "c");
      TestServer.setUp(b);
      return new NodeTrio(a, b, c);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(Path parent, String name) throws IOException {
    return Files.createDirectory(parent.resolve(name));
  }

  /** Where {@code a} answers. */
  public String urlOfA() {
    return a.url();
  }

  /** One of those that stay. */
  public TestServer b() {
    return b;
  }

  /** The other one of those that stay. */
  public TestServer c() {
    return c;
  }

  /** From now on, only {@code b} begins runs. */
  public void runOnBAlone() {
    Nodes nodes = c.tempo().nodes();
    nodes.list().stream()
        .filter(node -> List.of("a", "c").contains(node.name()))
        .forEach(node -> nodes.drain(node.id()));
  }

  /** Kills {@code a}, as the kernel does when there is no memory. */
  public void killA() {
    try {
      a.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    c.close();
    b.close();
    a.close();
  }
}
