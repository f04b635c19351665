package dev.tempo.server.cli;

import java.io.InputStream;
import java.util.Map;

/**
 * What a command line finds where it is run, besides its arguments. Immutable, but for the input.
 *
 * @param environment variables
 * @param input what is typed or piped in
 */
public record Surroundings(Map<String, String> environment, InputStream input) {

  /** Keeps a copy of the variables. */
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  public static Surroundings ofThisProcess() {
    return new Surroundings(System.getenv(), System.in);
  }
}
