package dev.tempo.server.settings;

import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the account of the system that scripts run as. */
public final class RunAsAccount {
  private static final Logger LOG = LoggerFactory.getLogger(RunAsAccount.class);

  private RunAsAccount() {}

  /** The account that the settings name; empty if they name none, or none that can be used. */
  public static Optional<OsAccount> of(SettingsService settings) {
    String name = settings.get(Settings.RUN_AS);
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(OsAccount.account(name));
    } catch (ProcessException e) {
      LOG.debug("Nothing runs as {}, so nothing is given to it", name, e);
      return Optional.empty();
    }
  }
}
