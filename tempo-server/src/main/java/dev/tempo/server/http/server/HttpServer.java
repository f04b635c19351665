package dev.tempo.server.http.server;

import dev.tempo.message.Message;
import dev.tempo.server.http.Authenticator;
import dev.tempo.server.http.HostNames;
import dev.tempo.server.http.PortTakenException;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Tickets;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.filter.AccessLog;
import dev.tempo.server.http.filter.AllowedOrigins;
import dev.tempo.server.http.filter.AuditListener;
import dev.tempo.server.http.filter.Auditor;
import dev.tempo.server.http.filter.Cors;
import dev.tempo.server.http.filter.HostHeaderFilter;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.filter.RequestGuard;
import dev.tempo.server.http.filter.SecurityHeaders;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.message.Languages;
import dev.tempo.server.transport.BasePath;
import dev.tempo.server.transport.Limits;
import dev.tempo.server.transport.Listener;
import dev.tempo.time.TimeSource;
import io.helidon.webserver.http.Filter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The web server: one listener. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  private static final Duration STOP_GRACE = Duration.ofSeconds(1);
  private static final int BEAT_SECONDS = 5;

  private final Listener listener;
  private final WebStack stack;
  private final WebSocketSessions sockets;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tempo-sockets").daemon().factory());

  private HttpServer(Listener listener, WebStack stack, WebSocketSessions sockets) {
    this.listener = listener;
    this.stack = stack;
    this.sockets = sockets;
    heart.scheduleWithFixedDelay(sockets::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Where to listen, and what to believe about clients.
   *
   * @param address where to listen
   * @param proxies whose word counts
   * @param origins whose pages may call
   * @param scriptHashes the hashes of the pages' inline scripts, as {@code sha256-…}
   * @param limits how many connections there may be, and how long each may take
   * @param languages that requests are answered in
   */
  public record Settings(
      Address address,
      TrustedProxies proxies,
      AllowedOrigins origins,
      List<String> scriptHashes,
      Limits limits,
      Languages languages) {}

  /**
   * Where to listen.
   *
   * @param host the address to bind
   * @param port the port to bind; 0 for any that is free
   * @param base the path below which a proxy shows it
   */
  public record Address(String host, int port, BasePath base) {
    /** At the root. */
    public Address(String host, int port) {
      this(host, port, BasePath.NONE);
    }
  }

  /**
   * Who watches over requests.
   *
   * @param authenticator knows who somebody is
   * @param limiter counts
   * @param trail is told what was done
   * @param tickets that were handed out
   * @param sockets knows the WebSockets that are open
   * @param time by which connections are too slow
   */
  public record SecurityComponents(
      Authenticator authenticator,
      RateLimiter limiter,
      Tickets tickets,
      AuditListener trail,
      WebSocketSessions sockets,
      TimeSource time) {}

  /**
   * Starts to listen.
   *
   * @throws PortTakenException if the address cannot be bound
   */
  public static HttpServer start(Settings settings, SecurityComponents watch, Routes routes) {
    SecurityHeaders security = new SecurityHeaders(settings.scriptHashes(), settings.proxies());
    ErrorMapper errors = new ErrorMapper(security, settings.languages());
    RequestGuard guard = new RequestGuard(watch.authenticator(), watch.limiter(), watch.tickets());
    Auditor auditor = new Auditor(watch.trail());
    WebSocketUpgrade sockets =
        new WebSocketUpgrade(guard, auditor, errors, settings, watch.sockets(), routes);
    Router router = new Router(guard, auditor, settings, errors, filters(settings, security));
    WebStack stack = new WebStack(router.routing(routes), errors.transport(), sockets);
    try {
      return new HttpServer(listen(settings, watch, stack), stack, watch.sockets());
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /**
   * Sees whether an address can be bound, before anything is made that would have to be given back.
   *
   * @throws PortTakenException if it cannot be
   */
  public static void requireFree(Address address) {
    try {
      Listener.requireFree(new InetSocketAddress(address.host(), address.port()));
    } catch (IOException e) {
      throw new PortTakenException(address.host(), address.port(), e);
    }
  }

  private static Listener listen(Settings settings, SecurityComponents watch, WebStack stack) {
    Address address = settings.address();
    try {
      return Listener.start(
          new InetSocketAddress(address.host(), address.port()),
          settings.limits(),
          settings.proxies()::isTrusted,
          watch.time(),
          wire -> {
            wire.below(address.base());
            stack.handle(wire);
          });
    } catch (IOException e) {
      throw new PortTakenException(address.host(), address.port(), e);
    }
  }

  private static Filter[] filters(Settings settings, SecurityHeaders security) {
    AccessLog log = new AccessLog(settings.proxies());
    Cors cors = new Cors(settings.origins());
    return HostNames.isLoopback(settings.address().host())
        ? new Filter[] {
          log, security, new HostHeaderFilter(settings.proxies(), settings.origins()), cors
        }
        : new Filter[] {log, security, cors};
  }

  /** The port that it listens on. */
  public int port() {
    return listener.port();
  }

  /** How the connections stand. */
  public Listener.Standing connections() {
    return listener.standing();
  }

  /** What is wrong if no connection could be accepted for longer than so. */
  public Optional<Message> problem(Duration limit) {
    return listener.problem(limit);
  }

  /** How many WebSockets are open. */
  public int openSockets() {
    return sockets.count();
  }

  /** Closes the WebSockets, saying so, then the listener. */
  @Override
  public void close() {
    heart.shutdownNow();
    sockets.restart();
    listener.stop(STOP_GRACE);
    stack.close();
  }
}
