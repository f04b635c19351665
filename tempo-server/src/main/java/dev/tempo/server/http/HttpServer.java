package dev.tempo.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;

/** The web server: one listener. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 4_096;
  private static final Duration STOP_GRACE = Duration.ofSeconds(1);

  private final WebServer server;
  private final Sockets sockets;

  private HttpServer(WebServer server, Sockets sockets) {
    this.server = server;
    this.sockets = sockets;
  }

  /**
   * Where to listen, and what to believe about clients.
   *
   * @param host the address to bind
   * @param port the port to bind; 0 for any that is free
   * @param proxies whose word counts
   * @param importMapHash the hash of the pages' import map, as {@code sha256-…}
   */
  public record Settings(String host, int port, TrustedProxies proxies, String importMapHash) {}

  /**
   * Starts to listen.
   *
   * @throws PortTakenException if another program listens there
   */
  public static HttpServer start(
      Settings settings, Authenticator authenticator, RateLimiter limiter, Routes routes) {
    SecurityHeaders security = new SecurityHeaders(settings.importMapHash());
    Errors errors = new Errors(security);
    Guard guard = new Guard(authenticator, limiter);
    Sockets sockets = new Sockets(guard, errors);
    WebServer server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .shutdownGracePeriod(STOP_GRACE)
            .maxTcpConnections(MAX_CONNECTIONS)
            .connectionOptions((SocketOptions.Builder options) -> options.tcpNoDelay(true))
            .directHandlers(errors.transport())
            .routing(new Router(guard, settings.proxies(), errors, security).routing(routes))
            .addRouting(sockets.routing(routes))
            .build();
    start(server, settings);
    return new HttpServer(server, sockets);
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Closes the WebSockets, saying so, then the listener. */
  @Override
  public void close() {
    sockets.close();
    server.stop();
  }

  private static void start(WebServer server, Settings settings) {
    try {
      server.start();
    } catch (UncheckedIOException e) {
      throw refused(settings, e);
    }
  }

  private static RuntimeException refused(Settings settings, UncheckedIOException problem) {
    return problem.getCause() instanceof BindException bind
        ? new PortTakenException(settings.host(), settings.port(), bind)
        : problem;
  }
}
