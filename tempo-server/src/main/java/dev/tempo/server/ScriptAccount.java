package dev.tempo.server;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.process.AccountRange;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.settings.Setting;
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
  private final SettingsService settings;
  private Setting<?> asked = Settings.RUN_AS;

  private ScriptAccount(SettingsService settings) {
    this.settings = settings;
  }

  /**
   * The account that the settings name, if they do. Where they were saved in Tempo, and this
   * machine cannot do what they say, it is one under which nothing runs: the server starts so that
   * they can be mended, and nothing runs as root that was not to.
   *
   * @throws SettingsException if settings from outside name what cannot run scripts of this data
   */
  static Optional<OsAccount> of(SettingsService settings) {
    return new ScriptAccount(settings).find();
  }

  private Optional<OsAccount> find() {
    String name = settings.get(Settings.RUN_AS);
    Optional<AccountRange> range = range(settings);
    if (name.isEmpty()) {
      return range.map(
          users -> refused(Settings.RUN_AS_RANGE, message("api.settingProblem.needsRunAs")));
    }
    try {
      OsAccount account = OsAccount.account(name);
      account.letThrough(settings.directory());
      for (String shared : List.of("scripts", "script_groups", "projects", "envs")) {
        account.letRead(settings.directory().resolve(shared));
        account.check(settings.directory().resolve(shared));
      }
      if (range.isPresent()) {
        asked = Settings.RUN_AS_RANGE;
        account.check(range.get());
        account.user(range.get().first()).check(settings.directory().resolve("scripts"));
      }
      return Optional.of(account);
    } catch (ProcessException e) {
      return Optional.of(refused(asked, Messages.of(e)));
    }
  }

  private OsAccount refused(Setting<?> setting, Message problem) {
    if (!settings.isSaved(setting)) {
      throw new SettingsException(List.of(setting.name() + ": " + problem.text()));
    }
    settings.reportProblem(setting, problem);
    String name = settings.get(Settings.RUN_AS);
    return OsAccount.unusable(
        name.isEmpty() ? settings.get(Settings.RUN_AS_RANGE) : name, problem.text());
  }

  /** The users of which each job gets one, if the settings name any. */
  static Optional<AccountRange> range(SettingsService settings) {
    return Optional.of(settings.get(Settings.RUN_AS_RANGE))
        .filter(text -> !text.isEmpty())
        .map(AccountRange::parse);
  }
}
