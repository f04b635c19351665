package dev.tempo.server;

import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStoreProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that is a node, as a process that can be killed. */
final class NodeProcess implements AutoCloseable {
  private final Process process;
  private final String url;

  private NodeProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Serves until it is killed.
   *
   * @param args the database's address, the schema, the directory, and the name of the node
   */
  public static void main(String[] args) throws InterruptedException {
    TestServer server = TestServer.startNode(stores(args[0], args[1]), Path.of(args[2]), args[3]);
    System.out.println("serves " + server.url());
    new CountDownLatch(1).await();
  }

  static PostgresStoreProvider stores(String database, String schema) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database);
    return new PostgresStoreProvider(() -> source, PostgresOptions.DEFAULT.withSchema(schema))
        .shared();
  }

  /** Starts one, and waits until it serves. */
  static NodeProcess start(String database, String schema, Path directory, String name)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            NodeProcess.class.getName(),
            database,
            schema,
            directory.toString(),
            name);
    Process process =
        new ProcessBuilder(command).redirectError(directory.resolve("node.err").toFile()).start();
    String line = process.inputReader().readLine();
    while (line != null && !line.startsWith("serves ")) {
      line = process.inputReader().readLine();
    }
    if (line == null) {
      throw new IllegalStateException("The node " + name + " ended, see " + directory);
    }
    return new NodeProcess(process, line.substring("serves ".length()));
  }

  /** Where it answers. */
  String url() {
    return url;
  }

  /** Kills it, as the kernel does when there is no memory. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
