package dev.tempo.server.interfaces;

import dev.tempo.server.http.ClientAddress;
import dev.tempo.server.tunnel.PageAddress;
import dev.tempo.server.tunnel.PageHosts;
import dev.tempo.server.tunnel.Tunnel;
import dev.tempo.server.tunnel.TunnelSettings;
import dev.tempo.time.TimeSource;
import dev.tempo.webapp.PortPool;
import java.io.IOException;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives interfaces addresses behind the tunnel: ports from the upper end of the pool, or, where a
 * domain is set for them, names on its last port. Thread-safe.
 */
final class InterfaceGateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceGateway.class);

  private final PortPool ports;
  private final PageHosts hosts;
  private final Tunnel tunnel;

  private InterfaceGateway(PortPool ports, PageHosts hosts, Tunnel tunnel) {
    this.ports = ports;
    this.hosts = hosts;
    this.tunnel = tunnel;
  }

  /**
   * Starts the tunnel.
   *
   * @throws IOException if interfaces have names, and their port is taken
   */
  static InterfaceGateway start(PortPool ports, TunnelSettings settings, TimeSource time)
      throws IOException {
    OptionalInt shared = OptionalInt.empty();
    if (settings.hosts().givesNames()) {
      ports.claim(ports.to());
      shared = OptionalInt.of(ports.to());
    }
    return new InterfaceGateway(ports, settings.hosts(), Tunnel.start(settings, shared, time));
  }

  /**
   * Serves an interface under an address of its own.
   *
   * @return its port; empty if none is free
   */
  OptionalInt open(OpenInterface page) {
    if (hosts.givesNames()) {
      return opened(page, new PageAddress.OwnName(label(page.uuid())));
    }
    Set<Integer> refused = new HashSet<>();
    try {
      while (true) {
        OptionalInt port = ports.takeHighest(page.cookieMark());
        if (port.isEmpty()) {
          return port;
        }
        OptionalInt taken = opened(page, new PageAddress.OwnPort(port.getAsInt()));
        if (taken.isPresent()) {
          return taken;
        }
        refused.add(port.getAsInt()); // not given back before another one is found
      }
    } finally {
      refused.forEach(ports::release);
    }
  }

  /** Serves an interface of an earlier process where it was. */
  OptionalInt reopen(OpenInterface page, int port) {
    if (hosts.givesNames()) {
      return open(page);
    }
    ports.claim(port);
    OptionalInt same = opened(page, new PageAddress.OwnPort(port));
    if (same.isEmpty()) {
      ports.release(port);
      return open(page);
    }
    return same;
  }

  private OptionalInt opened(OpenInterface page, PageAddress address) {
    try {
      return switch (tunnel.open(page, address)) {
        case PageAddress.OwnPort(int port) -> OptionalInt.of(port);
        case PageAddress.OwnName name -> tunnel.namesPort();
      };
    } catch (IOException e) {
      LOG.info("No interface can be served at {}: {}", address, e.getMessage());
      return OptionalInt.empty();
    }
  }

  /** Serves an interface no more; its port is free. */
  void close(OpenInterface page) {
    tunnel.close(page.id());
    if (!hosts.givesNames()) {
      ports.release(page.row().port());
    }
  }

  /** Where a browser that reaches Tempo so finds an interface. */
  String origin(OpenInterface page, ClientAddress client) {
    PageAddress address =
        hosts.givesNames()
            ? new PageAddress.OwnName(label(page.uuid()))
            : new PageAddress.OwnPort(page.row().port());
    return hosts.origin(address, client.host(), client.secure());
  }

  private static String label(UUID id) {
    return "i" + id.toString().replace("-", "");
  }

  @Override
  public void close() {
    tunnel.close();
  }
}
