package dev.tempo.server.tunnel;

import dev.tempo.server.transport.Lingering;
import dev.tempo.server.tunnel.BrowserConnection.Environment;
import dev.tempo.server.tunnel.BrowserConnection.PageFinder;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves pages of scripts to browsers: each on a port of its own, or all of them on one port under
 * names of their own. One virtual thread for a port, one for a connection, one more for a body or a
 * WebSocket; no other threads. Thread-safe.
 */
public final class Tunnel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final String COOKIE = "tempo_page";

  private final TunnelSettings settings;
  private final TimeSource time;
  private final Replies replies;
  private final Lingering lingering;
  private final ConnectionBudget budget = ConnectionBudget.ofThisProcess();
  private final Map<String, Opened> opened = new ConcurrentHashMap<>();
  private final Map<String, OpenPage> named = new ConcurrentHashMap<>();
  private Optional<PageListener> shared = Optional.empty();
  private volatile boolean running = true;

  private Tunnel(TunnelSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
    this.replies = new Replies(settings.languages());
    this.lingering = new Lingering(time);
  }

  /** A page that is open, and how to close it. */
  private record Opened(PageAddress address, Optional<PageListener> listener) {}

  /**
   * Starts, without pages.
   *
   * @param namesPort where to listen for pages that have names of their own; 0 for any free port
   * @throws IOException if that port is taken
   */
  public static Tunnel start(TunnelSettings settings, OptionalInt namesPort, TimeSource time)
      throws IOException {
    Tunnel tunnel = new Tunnel(settings, time);
    if (namesPort.isPresent()) {
      tunnel.shared = Optional.of(tunnel.listen(namesPort.getAsInt(), tunnel::byName, true));
    }
    Thread.ofVirtual().name("tempo-tunnel").start(tunnel::beat);
    return tunnel;
  }

  /** The port for pages that have names of their own. */
  public OptionalInt namesPort() {
    return shared.map(listener -> OptionalInt.of(listener.port())).orElse(OptionalInt.empty());
  }

  /**
   * Serves a page from now on.
   *
   * @param address where
   * @return where, with the port that was taken
   * @throws IOException if the port is taken
   * @throws IllegalStateException if the page or its name is open already, names have no port to be
   *     served on, or the tunnel is closed
   */
  public PageAddress open(TunnelPage page, PageAddress address) throws IOException {
    if (!running || opened.containsKey(page.id())) {
      throw new IllegalStateException("The page " + page.id() + " cannot be opened");
    }
    PageAddress present =
        switch (address) {
          case PageAddress.OwnPort(int port) -> openPort(page, port);
          case PageAddress.OwnName name -> openName(page, name);
        };
    if (!running) {
      close(page.id());
    }
    return present;
  }

  private PageAddress openPort(TunnelPage page, int port) throws IOException {
    OwnPortPage own = new OwnPortPage();
    PageListener listener = listen(port, own, false);
    own.page = Optional.of(new OpenPage(page, COOKIE + "_" + listener.port()));
    PageAddress address = new PageAddress.OwnPort(listener.port());
    opened.put(page.id(), new Opened(address, Optional.of(listener)));
    return address;
  }

  /** The page of a port, which knows its port only when it is bound. */
  private static final class OwnPortPage implements PageFinder {
    private volatile Optional<OpenPage> page = Optional.empty();

    @Override
    public Optional<OpenPage> find(String host) {
      return page;
    }
  }

  private PageAddress openName(TunnelPage page, PageAddress.OwnName name) {
    if (shared.isEmpty()) {
      throw new IllegalStateException("No port is set for pages with names of their own");
    }
    if (named.putIfAbsent(name.label(), new OpenPage(page, COOKIE)) != null) {
      throw new IllegalStateException("The name " + name.label() + " is taken");
    }
    opened.put(page.id(), new Opened(name, Optional.empty()));
    return name;
  }

  private PageListener listen(int port, PageFinder pages, boolean isShared) throws IOException {
    Environment environment =
        new Environment(
            pages, settings.limits(), settings.trustedProxies(), replies, lingering, isShared);
    return PageListener.start(
        new InetSocketAddress(settings.address(), port), environment, budget, time);
  }

  private Optional<OpenPage> byName(String authority) {
    int colon = authority.indexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    return settings
        .hosts()
        .label(host.toLowerCase(Locale.ROOT))
        .flatMap(label -> Optional.ofNullable(named.get(label)));
  }

  /**
   * Serves a page no more: its port is free when this returns, and its connections are cut. Does
   * nothing if it is not open.
   */
  public void close(String pageId) {
    Optional.ofNullable(opened.remove(pageId)).ifPresent(this::close);
  }

  private void close(Opened page) {
    if (page.address() instanceof PageAddress.OwnName(String label)) {
      Optional.ofNullable(named.remove(label)).ifPresent(OpenPage::close);
    }
    page.listener().ifPresent(PageListener::close);
  }

  /** How many connections browsers have. */
  public int connections() {
    return shared.map(PageListener::count).orElse(0)
        + opened.values().stream()
            .flatMap(page -> page.listener().stream())
            .mapToInt(PageListener::count)
            .sum();
  }

  private void beat() {
    while (running) {
      LockSupport.parkNanos(BEAT.toNanos());
      try {
        shared.ifPresent(PageListener::check);
        opened.values().forEach(page -> page.listener().ifPresent(PageListener::check));
      } catch (RuntimeException | Error e) { // or it would never beat again
        LOG.warn("Connections of pages could not be looked at", e);
      }
    }
  }

  /** Closes all pages, and serves none any more. */
  @Override
  public void close() {
    running = false;
    opened.keySet().forEach(this::close);
    shared.ifPresent(PageListener::close);
  }
}
