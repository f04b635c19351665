package dev.tempo.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
   * @throws PortTakenException if the address cannot be bound
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

  /** How many WebSockets are open. */
  public int openSockets() {
    return sockets.count();
  }

  /** Closes the WebSockets, saying so, then the listener. */
  @Override
  public void close() {
    sockets.close();
    server.stop();
  }

  /** The web server would only log why it cannot listen, and go on; so that is found out before. */
  private static void start(WebServer server, Settings settings) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(settings.host(), settings.port()));
    } catch (IOException e) {
      throw new PortTakenException(settings.host(), settings.port(), e);
    }
    server.start();
    if (!server.isRunning() || server.port() <= 0) {
      throw new IllegalStateException(
          "The web server could not be started on " + settings.host() + ":" + settings.port());
    }
  }
}
