package dev.tempo.store.postgres.testing;

import dev.tempo.testing.MemoryTempDirFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server on a directory of its own, on a free port of the loopback interface, that
 * syncs to disk as in production. Ends with the test's JVM at the latest.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static PostgresServer shared;

  private final PostgresPrograms programs;
  private final Path directory;
  private final int port;
  private Process process;

  private PostgresServer(PostgresPrograms programs, Path directory, int port) {
    this.programs = programs;
    this.directory = directory;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** The one that tests share which leave it as it is. */
  public static synchronized PostgresServer shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** A new one, for tests: in memory where there is enough of it. */
  public static PostgresServer start() {
    try {
      return start(MemoryTempDirFactory.create("tempo-postgres"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new one on the machine's disk, which its commits wait for. */
  public static PostgresServer startOnDisk() {
    try {
      return start(Files.createTempDirectory("tempo-postgres"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A new one beside this one, which streams what this one writes, and can be read until it is
   * promoted.
   *
   * @param primaryPort under which it reaches this one
   */
  public PostgresServer replica(int primaryPort) {
    try {
      return start(
          Files.createTempDirectory(directory.getParent(), "tempo-replica"),
          (made, data) ->
              PostgresPrograms.run(
                  made.command(
                      "pg_basebackup",
                      "--pgdata=" + data,
                      "--dbname=host=127.0.0.1 port=" + primaryPort + " user=tempo",
                      "--write-recovery-conf",
                      "--wal-method=stream",
                      "--checkpoint=fast",
                      "--no-sync")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the files of a server. */
  private interface FileMaker {
    void make(PostgresPrograms programs, Path data) throws IOException, InterruptedException;
  }

  private static PostgresServer start(Path directory) {
    return start(directory, PostgresTemplate::into);
  }

  private static PostgresServer start(Path directory, FileMaker files) {
    PostgresPrograms programs = PostgresPrograms.find().orElseThrow();
    try {
      programs.own(directory);
      files.make(programs, directory.resolve("data"));
      PostgresServer server = new PostgresServer(programs, directory, freePort());
      server.restart();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it again, after one of the ways in which it ends; returns once it answers. */
  public synchronized void restart() {
    try {
      process =
          new ProcessBuilder(
                  programs.command(
                      "postgres",
                      "-D",
                      directory.resolve("data").toString(),
                      "-p",
                      Integer.toString(port),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "unix_socket_directories=" + directory,
                      "-c",
                      "fsync=on",
                      "-c",
                      "synchronous_commit=on",
                      "-c",
                      "shared_buffers=64MB",
                      "-c",
                      "max_connections=90"))
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    awaitAnswer();
  }

  private Path log() {
    return directory.resolve("log");
  }

  private void awaitAnswer() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection = source().getConnection()) {
        if (connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() - end > 0 || !process.isAlive()) {
          throw new IllegalStateException("PostgreSQL does not answer; see " + log(), e);
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /** Ends it at once, as a crash does: what is not on the disk is gone. */
  public synchronized void crash() {
    end("QUIT");
  }

  /** Ends it, and starts it again as a standby, which can be read but not written. */
  public synchronized void restartAsStandby() {
    end("INT");
    try {
      Files.createFile(directory.resolve("data").resolve("standby.signal"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    restart();
  }

  /** Makes the standby a primary. */
  public void promote() {
    try (Connection connection = source().getConnection()) {
      connection.createStatement().execute("SELECT pg_promote(true, 120)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** The address of its one database. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=tempo";
  }

  /** Connections, none of them pooled. */
  public PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    return source;
  }

  /** The name of a schema that does not exist yet. */
  public static String newSchema() {
    return "t" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
  }

  @Override
  public synchronized void close() {
    if (process.isAlive()) {
      end("QUIT"); // what it would write is deleted
    }
    try {
      // Not waited for: many thousand files take longer than a JVM may take to end.
      new ProcessBuilder("rm", "-rf", directory.toString()).start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
