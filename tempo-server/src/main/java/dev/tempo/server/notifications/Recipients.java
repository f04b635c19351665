package dev.tempo.server.notifications;

import dev.tempo.server.message.Languages;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Knows in which language and time zone somebody reads: as an account has chosen if the address is
 * that of one, else as the server does. Thread-safe.
 */
public final class Recipients {
  private final UserStore users;
  private final SettingsService settings;
  private final Languages languages;

  /** Over accounts. */
  public Recipients(UserStore users, SettingsService settings, Languages languages) {
    this.users = users;
    this.settings = settings;
    this.languages = languages;
  }

  UserStore users() {
    return users;
  }

  /** Who reads the mails to an address. */
  Reader of(String address) {
    Optional<User> user = users.findByEmail(address);
    ZoneId zone =
        user.flatMap(known -> known.preferences().timezone())
            .map(ZoneId::of)
            .orElseGet(() -> settings.get(Settings.TIMEZONE));
    return new Reader(languages.of(user.map(User::id), Optional.empty()), zone);
  }

  /** Who reads what goes to no account, such as a webhook. */
  Reader usual() {
    return new Reader(
        languages.of(Optional.empty(), Optional.empty()), settings.get(Settings.TIMEZONE));
  }
}
