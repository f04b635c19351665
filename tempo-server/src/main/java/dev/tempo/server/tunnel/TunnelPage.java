package dev.tempo.server.tunnel;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One page of a script, as the tunnel serves it for one user: who may see it, where its script
 * listens, and what is Tempo's on it. Must be safe for use by many threads.
 */
public interface TunnelPage extends PageGate, PageActivity, PageContent {

  /** Identifies the page among those that are open. Shown in logs only. */
  String id();

  /**
   * Separates the {@code HttpOnly} cookies of this page from those of others on the same host. The
   * same one whenever the same user opens the same script for the same project, so that whoever is
   * logged in on the page stays so; of nobody else's.
   *
   * @return 1 to 32 lower-case letters and digits
   */
  String cookieMark();

  /**
   * Where the script listens now, an address of this machine; empty while it starts and once it has
   * ended. Navigations are then sent to the tab page and everything else is a 503.
   */
  Optional<InetSocketAddress> script();
}
