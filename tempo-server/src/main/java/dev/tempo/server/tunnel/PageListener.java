package dev.tempo.server.tunnel;

import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts browsers' connections on one port, all on virtual threads. Where there is no room for one
 * more, the one that has waited longest makes room; if none waits, the new one is told to come
 * again. Thread-safe.
 */
final class PageListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageListener.class);
  private static final int BACKLOG = 256;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_END = Duration.ofSeconds(5);
  private static final int KEEP_ALIVE_SECONDS = 30;

  private final InetSocketAddress address;
  private final BrowserConnection.Environment environment;
  private final ConnectionBudget budget;
  private final TimeSource time;
  private final Set<BrowserConnection> connections = new LinkedHashSet<>();
  private final Thread acceptor;
  private volatile ServerSocket server;
  private volatile boolean running = true;

  private PageListener(
      InetSocketAddress address,
      BrowserConnection.Environment environment,
      ConnectionBudget budget,
      TimeSource time)
      throws IOException {
    this.address = address;
    this.environment = environment;
    this.budget = budget;
    this.time = time;
    this.server = bind(address);
    this.acceptor = Thread.ofVirtual().name("tempo-tunnel-" + port()).unstarted(this::acceptAll);
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the port is taken
   */
  static PageListener start(
      InetSocketAddress address,
      BrowserConnection.Environment environment,
      ConnectionBudget budget,
      TimeSource time)
      throws IOException {
    PageListener listener = new PageListener(address, environment, budget, time);
    listener.acceptor.start();
    return listener;
  }

  private static ServerSocket bind(InetSocketAddress address) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private void acceptAll() {
    while (running) {
      try {
        accept(server.accept());
      } catch (IOException | RuntimeException | Error e) {
        if (running) {
          LOG.debug("A connection to a page cannot be accepted just now: {}", e.toString());
          recover();
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    }
  }

  /** Makes room, so that the next attempt has a chance. */
  private void recover() {
    longestWaiting().ifPresent(BrowserConnection::close);
    if (running && server.isClosed()) {
      try {
        server = bind(new InetSocketAddress(address.getAddress(), server.getLocalPort()));
        if (!running) {
          server.close();
        }
      } catch (IOException e) {
        LOG.warn("The port of a page cannot be listened on again yet: {}", e.getMessage());
      }
    }
  }

  private void accept(Socket socket) throws IOException {
    try {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      notice(socket);
      BrowserConnection connection = new BrowserConnection(socket, environment, time);
      if (admit(connection)) {
        serve(connection);
      } else {
        socket.getOutputStream().write(BrowserConnection.FULL); // fits the new connection's buffer
        socket.close();
      }
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  private void serve(BrowserConnection connection) {
    try {
      Thread.ofVirtual().name("tempo-tunnel-browser").start(() -> run(connection));
    } catch (RuntimeException | Error e) {
      remove(connection);
      throw e;
    }
  }

  /** Has the system notice machines that have gone without a word. */
  private static void notice(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS / 2);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
    }
  }

  private boolean admit(BrowserConnection connection) {
    int most = environment.shared() ? Integer.MAX_VALUE : environment.limits().connections();
    synchronized (connections) {
      if (connections.size() >= most || !budget.take()) {
        Optional<BrowserConnection> oldest = longestWaiting();
        if (oldest.isEmpty()) {
          return false;
        }
        oldest.get().close();
        remove(oldest.get());
        if (!budget.take()) {
          return false;
        }
      }
      if (!running) {
        budget.giveBack();
        return false;
      }
      return connections.add(connection);
    }
  }

  private Optional<BrowserConnection> longestWaiting() {
    synchronized (connections) {
      return connections.stream()
          .filter(BrowserConnection::isWaiting)
          .min(Comparator.comparingLong(BrowserConnection::waitingSince));
    }
  }

  private void remove(BrowserConnection connection) {
    synchronized (connections) {
      if (connections.remove(connection)) {
        budget.giveBack();
      }
    }
  }

  private void run(BrowserConnection connection) {
    try {
      connection.run();
    } finally {
      remove(connection);
    }
  }

  int count() {
    synchronized (connections) {
      return connections.size();
    }
  }

  private List<BrowserConnection> all() {
    synchronized (connections) {
      return List.copyOf(connections);
    }
  }

  /** Cuts those whose browsers take nothing or are not let in any more. */
  void check() {
    all().forEach(BrowserConnection::check);
  }

  @Override
  public void close() {
    running = false;
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("The port of a page could not be closed: {}", e.toString());
    }
    all().forEach(BrowserConnection::close);
    awaitAcceptor();
  }

  /** The system frees the port only once the thread that waits on it has let go of it. */
  private void awaitAcceptor() {
    try {
      if (!acceptor.join(LONGEST_END)) {
        LOG.warn("The port {} of a page is not free yet", address.getPort());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
