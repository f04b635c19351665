package dev.tempo.script;

import dev.tempo.process.OsAccount;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What scripts find where they run. Immutable.
 *
 * @param variables those that they inherit
 * @param account under which they run; empty for that of this JVM
 */
public record ScriptHost(Map<String, String> variables, Optional<OsAccount> account) {

  /**
   * Copies the map.
   *
   * @throws NullPointerException if anything is null
   */
  public ScriptHost {
    Objects.requireNonNull(variables, "variables");
    Objects.requireNonNull(account, "account");
    variables = Map.copyOf(variables);
  }
}
