package dev.tempo.server;

import dev.tempo.process.AccountRange;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
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
  static Optional<OsAccount> of(SettingsService settings) {
    String name = settings.get(Settings.RUN_AS);
    Optional<AccountRange> range = range(settings);
    if (name.isEmpty()) {
      if (range.isPresent()) {
        throw new SettingsException(
            List.of("runAsRange: runAs must name the account whose groups the users get"));
      }
      return Optional.empty();
    }
    try {
      OsAccount account = OsAccount.account(name);
      account.letThrough(settings.directory());
      for (String shared : List.of("scripts", "script_groups", "projects", "envs")) {
        account.letRead(settings.directory().resolve(shared));
        account.check(settings.directory().resolve(shared));
      }
      range.ifPresent(users -> check(account, users, settings));
      return Optional.of(account);
    } catch (ProcessException e) {
      throw new SettingsException(List.of("runAs: " + e.getMessage()));
    }
  }

  /** The users of which each job gets one, if the settings name any. */
  static Optional<AccountRange> range(SettingsService settings) {
    return Optional.of(settings.get(Settings.RUN_AS_RANGE))
        .filter(text -> !text.isEmpty())
        .map(AccountRange::parse);
  }

  private static void check(OsAccount account, AccountRange users, SettingsService settings) {
    try {
      account.check(users);
      account.user(users.first()).check(settings.directory().resolve("scripts"));
    } catch (ProcessException e) {
      throw new SettingsException(List.of("runAsRange: " + e.getMessage()));
    }
  }
}
