package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections, each handled by a virtual thread of its own, and goes on accepting whatever
 * happens: when there are no descriptors left it lets go of some that it holds in reserve and of
 * connections that only wait, and when the listening socket itself fails it is opened anew.
 *
 * <p>When there is no room for a connection, the one that has waited longest makes room: of the
 * same client, if that has too many, or of any. So silent, half-sent and dripping connections never
 * keep others out. If none waits the new one is told to come again. Thread-safe.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 1_024;
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(800);
  private static final long SECONDS_BETWEEN_WARNINGS = 60;

  /** Nothing was read yet, so it cannot be in the client's language. */
  private static final String BUSY = "There are as many connections as there may be; try again";

  private static final String PROBLEM =
      "{\"type\":\"about:blank\",\"title\":\"Unavailable\",\"status\":503,\"detail\":\""
          + BUSY
          + "\",\"error\":\""
          + BUSY
          + "\",\"code\":\"UNAVAILABLE\",\"details\":[]}";

  private static final byte[] FULL =
      ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
              + "Content-Type: application/problem+json\r\nContent-Length: "
              + PROBLEM.length()
              + "\r\n\r\n"
              + PROBLEM)
          .getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress address;
  private final Limits limits;
  private final Predicate<InetAddress> manyClients;
  private final TimeSource time;
  private final Handler handler;
  private final Connections connections;
  private final Lingering lingering;
  private final Reserve reserve = new Reserve();
  private final ScheduledExecutorService beat =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tempo-connections").daemon().factory());
  private final Thread acceptor =
      Thread.ofPlatform().name("tempo-listener").unstarted(this::acceptAll);
  private volatile ServerSocket server;
  private volatile boolean running = true;
  private volatile boolean listening = true;
  private volatile OptionalLong failingSince = OptionalLong.empty();
  private volatile OptionalLong busySince = OptionalLong.empty(); // with one connection
  private long warned;

  private Listener(
      InetSocketAddress address,
      Limits limits,
      Predicate<InetAddress> manyClients,
      TimeSource time,
      Handler handler)
      throws IOException {
    this.address = address;
    this.limits = limits;
    this.manyClients = manyClients;
    this.time = time;
    this.handler = handler;
    this.connections = new Connections(limits);
    this.lingering = new Lingering(time);
    this.server = bind(address);
    this.warned = time.nanoTime() - TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN_WARNINGS);
  }

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Handles a connection to its end, on a thread of its own. The connection is closed when this
     * returns or throws.
     */
    void handle(Wire wire);
  }

  /**
   * How the connections stand.
   *
   * @param open how many there are
   * @param limit how many there may be
   * @param listening false while no connection can be accepted
   */
  public record Standing(int open, int limit, boolean listening) {}

  /**
   * Starts to listen.
   *
   * @param manyClients addresses behind which there are many clients, as behind a proxy, and which
   *     have no limit of their own
   * @throws IOException if the address cannot be bound
   */
  public static Listener start(
      InetSocketAddress address,
      Limits limits,
      Predicate<InetAddress> manyClients,
      TimeSource time,
      Handler handler)
      throws IOException {
    Listener listener = new Listener(address, limits, manyClients, time, handler);
    listener.acceptor.start();
    listener.beat.scheduleWithFixedDelay(
        listener::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return listener;
  }

  /** The port that is listened on. */
  public int port() {
    return server.getLocalPort();
  }

  /** How the connections stand. */
  public Standing standing() {
    return new Standing(connections.count(), limits.connections(), listening);
  }

  /**
   * What is wrong if no connection could be accepted for longer than so; empty while all is well.
   */
  public Optional<Message> problem(Duration limit) {
    if (!running) {
      return Optional.empty();
    }
    if (!acceptor.isAlive()) {
      return Optional.of(message("api.health.acceptorEnded"));
    }
    boolean late =
        Stream.of(failingSince, busySince)
            .flatMapToLong(OptionalLong::stream)
            .anyMatch(since -> time.nanoTime() - since > limit.toNanos());
    return late
        ? Optional.of(message("api.health.notAccepted", "seconds", limit.toSeconds()))
        : Optional.empty();
  }

  /** How many connections wait for something to come. */
  long waiting() {
    return connections.all().stream().filter(Wire::isWaiting).count();
  }

  /**
   * Binds an address as {@link #start} does, and lets go of it.
   *
   * @throws IOException if it cannot be bound
   */
  public static void requireFree(InetSocketAddress address) throws IOException {
    bind(address).close();
  }

  private static ServerSocket bind(SocketAddress address) throws IOException {
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

  private void acceptAll() {
    Duration pause = PAUSE;
    while (running) {
      try {
        acceptOne();
        listening = true;
        failingSince = OptionalLong.empty();
        pause = PAUSE;
      } catch (IOException | RuntimeException | Error e) {
        if (running) {
          listening = false;
          failed(e);
          LockSupport.parkNanos(pause.toNanos());
          pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
      } finally {
        busySince = OptionalLong.empty();
      }
    }
  }

  private void acceptOne() throws IOException {
    Socket socket = server.accept();
    busySince = OptionalLong.of(time.nanoTime());
    handle(socket);
  }

  /** Nothing may end the thread, also not what fails while it makes room. */
  private void failed(Throwable problem) {
    try {
      if (failingSince.isEmpty()) {
        failingSince = OptionalLong.of(time.nanoTime());
      }
      recover(problem);
    } catch (RuntimeException | Error e) {
      Thread.onSpinWait(); // no memory, say; it is tried again soon
    }
  }

  /** Makes room, so that the next attempt has a chance. */
  private void recover(Throwable problem) {
    warn("Connections cannot be accepted just now: " + problem.getMessage());
    reserve.release();
    connections.longestWaiting().ifPresent(Wire::close);
    if (server.isClosed()) {
      try {
        server = bind(new InetSocketAddress(address.getAddress(), server.getLocalPort()));
      } catch (IOException e) {
        LOG.warn("The port cannot be listened on again yet: {}", e.getMessage());
      }
    }
  }

  /** Says it once a minute; a flood must not fill the log as well. */
  private void warn(String what) {
    long now = time.nanoTime();
    if (now - warned >= TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN_WARNINGS)) {
      warned = now;
      LOG.warn("{}", what);
    }
  }

  private void handle(Socket socket) {
    try {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Wire wire = new Wire(socket, limits.pace(), time, lingering);
      if (connections.admit(wire, manyClients.test(socket.getInetAddress()))) {
        start(wire);
      } else {
        warn("There are as many connections as there may be, and none of them waits");
        wire.write(FULL, 0, FULL.length); // fits the new connection's buffer
        wire.close();
      }
    } catch (IOException e) {
      closeQuietly(socket); // gone before it was there
    } catch (RuntimeException | Error e) {
      closeQuietly(socket);
      throw e;
    }
  }

  private void start(Wire wire) {
    try {
      Thread.ofVirtual().name("tempo-connection").start(() -> run(wire));
    } catch (RuntimeException | Error e) {
      connections.remove(wire);
      throw e;
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A connection could not be closed: {}", e.toString());
    }
  }

  private void run(Wire wire) {
    try {
      if (!running) {
        wire.endSoon();
      }
      handler.handle(wire);
      wire.end();
    } finally {
      wire.close();
      connections.remove(wire);
    }
  }

  private void beat() {
    try {
      connections.all().forEach(Wire::check);
      reserve.fill();
    } catch (RuntimeException | Error e) { // or it would never beat again
      LOG.warn("Connections could not be looked at: {}", e.toString());
    }
  }

  /** Stops accepting. What is being answered may be finished within the grace. */
  public void stop(Duration grace) {
    running = false;
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("The listening socket could not be closed: {}", e.toString());
    }
    connections.all().forEach(Wire::endSoon);
    connections.awaitNone(grace);
    connections.all().forEach(Wire::close);
    connections.awaitNone(grace);
    beat.shutdownNow();
    reserve.release();
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
