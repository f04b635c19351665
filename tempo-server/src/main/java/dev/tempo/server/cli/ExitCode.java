package dev.tempo.server.cli;

/** What the process tells whoever started it. */
final class ExitCode {
  /** All went well. */
  static final int OK = 0;

  /** Something failed that has no code of its own. */
  static final int FAILURE = 1;

  /** The command line does not make sense (picocli's own code for it). */
  static final int USAGE = 2;

  /** Another program listens on the port. */
  static final int PORT_TAKEN = 3;

  /** The data directory is in use, or cannot be read or written. */
  static final int DATA_DIRECTORY = 4;

  private ExitCode() {}
}
