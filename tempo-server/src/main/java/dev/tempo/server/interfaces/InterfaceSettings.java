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

  /** So often holders are looked at where credentials may end on other nodes, which tell nobody. */
  private static final Duration SHARED_SWEEP = Duration.ofSeconds(5);

  private final SettingsService settings;
  private final boolean hasOtherNodes;

  /** As the settings say, on a server that has other nodes beside it or none. */
  InterfaceSettings(SettingsService settings, boolean hasOtherNodes) {
    this.settings = settings;
    this.hasOtherNodes = hasOtherNodes;
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
    Duration set = Duration.ofSeconds(settings.get(Settings.INTERFACE_SWEEP_INTERVAL));
    return hasOtherNodes && set.compareTo(SHARED_SWEEP) > 0 ? SHARED_SWEEP : set;
  }

  int most() {
    return settings.get(Settings.MAX_INTERFACES);
  }

  int mostPerUser() {
    return settings.get(Settings.MAX_INTERFACES_PER_USER);
  }
}
