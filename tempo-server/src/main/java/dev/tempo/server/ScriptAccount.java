package dev.tempo.server;

import dev.tempo.process.ProcessException;
import dev.tempo.process.RunAs;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsException;
import dev.tempo.server.settings.SettingsService;
import java.util.List;
import java.util.Optional;

/**
 * The account of the system that runs scripts, where the server is root and is told of one. It may
 * see scripts and their environments, and nothing else of what the server keeps.
 */
final class ScriptAccount {
  private ScriptAccount() {}

  /**
   * The account that the settings name, if they do.
   *
   * @throws SettingsException if it cannot run scripts of this data
   */
  static Optional<RunAs> of(SettingsService settings) {
    String name = settings.get(Settings.RUN_AS);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      RunAs account = RunAs.account(name);
      account.letThrough(settings.directory());
      for (String shared : List.of("scripts", "envs")) {
        account.letRead(settings.directory().resolve(shared));
        account.check(settings.directory().resolve(shared));
      }
      return Optional.of(account);
    } catch (ProcessException e) {
      throw new SettingsException(List.of("runAs: " + e.getMessage()));
    }
  }
}
