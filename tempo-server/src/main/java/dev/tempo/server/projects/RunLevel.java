package dev.tempo.server.projects;

import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps with a run what whoever asked for it may do, where that is less than what its account may:
 * the script is told so, and its retries' scripts, too.
 */
public final class RunLevel {
  private static final String CONTEXT = "tempo.level";

  private RunLevel() {}

  /** Options of a run that somebody asks for. */
  public static RunOptions of(RunOptions options, Caller caller) {
    return caller.isLesser()
        ? options.withContext(Map.of(CONTEXT, caller.role().label()))
        : options;
  }

  /** The level that a script is told. */
  static Role of(Run run, Role ofAccount) {
    return Optional.ofNullable(run.request().attributes().context().get(CONTEXT))
        .flatMap(Role::named)
        .map(named -> Role.lesser(named, ofAccount))
        .orElse(ofAccount);
  }
}
