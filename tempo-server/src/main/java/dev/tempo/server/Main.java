package dev.tempo.server;

import dev.tempo.server.cli.TempoCommand;

/** The command line, {@code tempo}. */
public final class Main {
  private Main() {}

  /** Does what the arguments say and ends the process with a code that tells how it went. */
  public static void main(String[] arguments) {
    Logging.toErrorStream();
    System.exit(TempoCommand.execute(new StandaloneServer.StandaloneLauncher(), arguments));
  }
}
