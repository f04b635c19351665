package dev.tempo.server;

import dev.tempo.server.auth.Passwords;
import dev.tempo.server.http.Origins;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.time.TimeSource;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server is told. Immutable; start from {@link #DEFAULT}.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 for any that is free
 * @param proxies whose word about clients counts
 * @param guarding how it keeps attackers out
 * @param time its clocks
 */
record ServerSettings(
    String host, int port, TrustedProxies proxies, Guarding guarding, TimeSource time) {

  static final ServerSettings DEFAULT =
      new ServerSettings(
          "127.0.0.1",
          8080,
          TrustedProxies.NONE,
          new Guarding(RateLimits.DEFAULT, Passwords.DEFAULT_COST, Origins.NONE, Optional.empty()),
          TimeSource.system());

  ServerSettings {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(proxies, "proxies");
    Objects.requireNonNull(guarding, "guarding");
    Objects.requireNonNull(time, "time");
  }

  /**
   * How it keeps attackers out.
   *
   * @param rateLimits how many requests it answers
   * @param passwordCost of bcrypt
   * @param origins whose pages may call
   * @param defaultKey an API key that may trigger all jobs; empty for none
   */
  record Guarding(
      RateLimits rateLimits, int passwordCost, Origins origins, Optional<String> defaultKey) {

    Guarding rateLimits(RateLimits limits) {
      return new Guarding(limits, passwordCost, origins, defaultKey);
    }

    Guarding passwordCost(int cost) {
      return new Guarding(rateLimits, cost, origins, defaultKey);
    }

    Guarding origins(Origins allowed) {
      return new Guarding(rateLimits, passwordCost, allowed, defaultKey);
    }

    Guarding defaultKey(String key) {
      return new Guarding(rateLimits, passwordCost, origins, Optional.of(key));
    }
  }

  ServerSettings at(String address, int number) {
    return new ServerSettings(address, number, proxies, guarding, time);
  }

  ServerSettings proxies(TrustedProxies trusted) {
    return new ServerSettings(host, port, trusted, guarding, time);
  }

  ServerSettings guarding(Guarding changed) {
    return new ServerSettings(host, port, proxies, changed, time);
  }

  ServerSettings time(TimeSource clocks) {
    return new ServerSettings(host, port, proxies, guarding, clocks);
  }
}
