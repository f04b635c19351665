package dev.tempo.server.cli;

/** What the process tells whoever started it. */
final class ExitCode {
  /** All went well. */
  static final int OK = 0;

  /** Something failed that has no code of its own. */
  static final int FAILURE = 1;

  /** The command line or a setting does not make sense (picocli's own code for it). */
  static final int USAGE = 2;

  /** Another program listens on the port. */
  static final int PORT_TAKEN = 3;

  /** The data directory is in use, or cannot be read or written. */
  static final int DATA_DIRECTORY = 4;

  /** A database is damaged. */
  static final int DAMAGED = 5;

  /** A newer version of Tempo wrote the data. */
  static final int TOO_NEW = 6;

  private ExitCode() {}

  /** What {@code tempo status} tells, as the Linux Standard Base has it for init scripts. */
  static final class Status {
    /** It runs. */
    static final int RUNNING = 0;

    /** It ended without clearing up, as after a crash. */
    static final int DEAD = 1;

    /** It does not run. */
    static final int STOPPED = 3;

    private Status() {}
  }
}
