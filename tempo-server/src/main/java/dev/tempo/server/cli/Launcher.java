package dev.tempo.server.cli;

import java.nio.file.Path;

/** Starts servers for the command line. */
@FunctionalInterface
public interface Launcher {

  /**
   * Starts a server.
   *
   * @throws RuntimeException that says in one line why it could not
   */
  Running launch(Options options);

  /**
   * What the command line says about a server.
   *
   * @param host the address to bind
   * @param port the port to bind; 0 for any that is free
   * @param dataDirectory where everything is kept
   */
  record Options(String host, int port, Path dataDirectory) {}

  /** A server that runs. */
  interface Running extends AutoCloseable {

    /** The port that it listens on. */
    int port();

    /** Stops it; scripts go on by themselves. */
    @Override
    void close();
  }
}
