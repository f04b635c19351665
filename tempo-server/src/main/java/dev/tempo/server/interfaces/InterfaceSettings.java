package dev.tempo.server.interfaces;

import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.tunnel.PageHosts;
import dev.tempo.webapp.PortPool;
import dev.tempo.webapp.WebAppPolicy;
import java.time.Duration;

/** What the settings say of interfaces. Thread-safe. */
final class InterfaceSettings {
  /** So long tabs may be away: the script has ended within a minute after the last was closed. */
  static final Duration COME_BACK = Duration.ofSeconds(55);

  private final SettingsService settings;

  InterfaceSettings(SettingsService settings) {
    this.settings = settings;
  }

  /** A range that is none, since its end was set before its start, is of the start alone. */
  PortPool ports() {
    int from = settings.get(Settings.PORT_RANGE_START);
    PortPool pool = PortPool.of(from, Math.max(from, settings.get(Settings.PORT_RANGE_END)));
    return settings.get(Settings.PORT_AVAILABILITY_CHECK) ? pool : pool.withoutCheck();
  }

  WebAppPolicy policy() {
    return WebAppPolicy.DEFAULT
        .withStartTimeout(Duration.ofSeconds(settings.get(Settings.INTERFACE_START_TIMEOUT)))
        .withProbeInterval(Duration.ofSeconds(settings.get(Settings.INTERFACE_HEARTBEAT)))
        .withPortRetries(settings.get(Settings.PORT_CHECK_RETRIES));
  }

  PageHosts hosts() {
    return PageHosts.parse(settings.get(Settings.INTERFACE_HOST));
  }

  Duration idle() {
    return Duration.ofSeconds(settings.get(Settings.INTERFACE_IDLE_TIMEOUT));
  }

  Duration sweep() {
    return Duration.ofSeconds(settings.get(Settings.INTERFACE_SWEEP_INTERVAL));
  }

  int most() {
    return settings.get(Settings.MAX_INTERFACES);
  }

  int mostPerUser() {
    return settings.get(Settings.MAX_INTERFACES_PER_USER);
  }
}
