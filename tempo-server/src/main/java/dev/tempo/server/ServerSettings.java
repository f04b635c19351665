package dev.tempo.server;

import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.time.TimeSource;
import java.util.Objects;

/**
 * What of its settings a server needs to come up. Immutable.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 for any that is free
 * @param proxies whose word about clients counts
 * @param guarding how it keeps attackers out
 * @param time its clocks
 */
record ServerSettings(
    String host, int port, TrustedProxies proxies, Guarding guarding, TimeSource time) {

  ServerSettings {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(proxies, "proxies");
    Objects.requireNonNull(guarding, "guarding");
    Objects.requireNonNull(time, "time");
  }

  /**
   * How it keeps attackers out.
   *
   * @param rateLimits whether requests are counted
   * @param passwordCost of bcrypt
   */
  record Guarding(boolean rateLimits, int passwordCost) {}

  static ServerSettings of(SettingsService settings, int passwordCost, TimeSource time) {
    return new ServerSettings(
        settings.get(Settings.HOST),
        settings.get(Settings.PORT),
        TrustedProxies.parse(String.join(",", settings.get(Settings.TRUSTED_PROXIES))),
        new Guarding(settings.get(Settings.RATE_LIMIT_ENABLED), passwordCost),
        time);
  }
}
