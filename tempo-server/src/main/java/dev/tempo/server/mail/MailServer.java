package dev.tempo.server.mail;

import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.util.Optional;

/**
 * Where mail is handed in.
 *
 * @param host the server
 * @param port its port
 * @param security how the connection is protected
 * @param login the account there; empty for none
 * @param from who mails are from
 */
public record MailServer(
    String host, int port, Security security, Optional<Login> login, String from) {

  /** How a connection is protected. */
  public enum Security {
    /** Not at all. */
    NONE,
    /** It begins in the clear and must then be encrypted (RFC 3207). */
    STARTTLS,
    /** Encrypted from the beginning (RFC 8314). */
    TLS
  }

  /**
   * An account.
   *
   * @param username its name
   * @param password its password
   */
  public record Login(String username, String password) {
    @Override
    public String toString() {
      return username; // never the password
    }
  }

  /** What the settings say; empty as long as they do not say who mails are from. */
  public static Optional<MailServer> of(SettingsService settings) {
    String from = settings.get(Settings.FROM_EMAIL);
    String host = settings.get(Settings.SMTP_SERVER);
    if (from.isEmpty() || host.isEmpty()) {
      return Optional.empty();
    }
    String username = settings.get(Settings.SMTP_USERNAME);
    return Optional.of(
        new MailServer(
            host,
            settings.get(Settings.SMTP_PORT),
            Security.valueOf(settings.get(Settings.SMTP_SECURITY)),
            username.isEmpty()
                ? Optional.empty()
                : Optional.of(new Login(username, settings.get(Settings.SMTP_PASSWORD))),
            from));
  }
}
