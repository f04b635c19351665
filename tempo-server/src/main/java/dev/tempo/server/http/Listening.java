package dev.tempo.server.http;

import dev.tempo.server.http.HttpServer.Address;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Has the web server listen. It does not tell whoever started it why it cannot, but only logs that,
 * with stack traces. So whether the address is free is found out before; and as somebody may take
 * it in between, what is logged while it starts is overheard, and told in one exception instead.
 */
final class Listening {
  private static final String LOGGER = "io.helidon.webserver.LoomServer";

  private Listening() {}

  /**
   * Looks whether an address is free, then starts a server on it.
   *
   * @throws PortTakenException if it cannot be bound
   */
  static void start(WebServer server, Address address) {
    probe(address);
    startOn(server, address);
  }

  /** Starts a server whose address was free a moment ago. */
  static void startOn(WebServer server, Address address) {
    Logger logger = Logger.getLogger(LOGGER);
    Filter before = logger.getFilter();
    Overheard overheard = new Overheard();
    logger.setFilter(overheard);
    try {
      server.start();
    } catch (RuntimeException e) {
      overheard.take(e);
    } finally {
      logger.setFilter(before);
    }
    if (!server.isRunning() || server.port() <= 0) {
      throw overheard.reason.map(cause -> taken(address, cause)).orElseGet(() -> unknown(address));
    }
  }

  private static void probe(Address address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address.host(), address.port()));
    } catch (IOException e) {
      throw taken(address, e);
    }
  }

  /** Where logs go elsewhere nothing is overheard; then the address itself is asked once more. */
  private static PortTakenException unknown(Address address) {
    try {
      probe(address);
    } catch (PortTakenException e) {
      return e;
    }
    return taken(address, new IOException("it was in use a moment ago; try again"));
  }

  private static PortTakenException taken(Address address, IOException cause) {
    return new PortTakenException(address.host(), address.port(), cause);
  }

  /** Keeps to itself why the server cannot start. */
  private static final class Overheard implements Filter {
    private volatile Optional<IOException> reason = Optional.empty();

    @Override
    public boolean isLoggable(LogRecord line) {
      take(line.getThrown());
      return line.getLevel().intValue() < Level.SEVERE.intValue();
    }

    private void take(Throwable thrown) {
      Throwable cause = thrown;
      while (cause != null && !(cause instanceof IOException)) {
        cause = cause.getCause();
      }
      if (cause instanceof IOException found) {
        reason = Optional.of(found);
      }
    }
  }
}
