package dev.tempo.server.cli;

import java.io.InputStream;
import java.util.Map;

/**
 * Describes where a command line runs: variables, directories and streams. Immutable, but for the
 * input.
 *
 * @param environment variables
 * @param input what is typed or piped in
 */
public record ServerEnvironment(Map<String, String> environment, InputStream input) {

  /** Keeps a copy of the variables. */
  public ServerEnvironment {
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  public static ServerEnvironment ofThisProcess() {
    return new ServerEnvironment(System.getenv(), System.in);
  }
}
