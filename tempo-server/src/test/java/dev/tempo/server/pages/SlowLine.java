package dev.tempo.server.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A line between a browser and a server of this machine, which holds back what goes over it: for
 * half of its round trip, and for as long as the bytes before it take. Chromium can slow itself
 * down, too, but now and then loses a page over it (microsoft/playwright#22676). Thread-safe.
 */
final class SlowLine implements AutoCloseable {
  private static final int PIECE_BYTES = 1_400;

  private final int server;
  private final long delayNanos;
  private final ServerSocket entrance;
  private final Direction up;
  private final Direction down;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /**
   * Opens a line.
   *
   * @param server the port of the server
   * @param roundTripMs how long an empty answer takes
   * @param bytesPerSecond in each direction, of all connections together
   */
  SlowLine(int server, int roundTripMs, int bytesPerSecond) {
    this.server = server;
    this.delayNanos = roundTripMs * 500_000L;
    this.up = new Direction(bytesPerSecond);
    this.down = new Direction(bytesPerSecond);
    try {
      this.entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** The address at which the server answers over this line. */
  String url() {
    return "http://127.0.0.1:" + entrance.getLocalPort();
  }

  @Override
  public void close() {
    end(entrance);
    sockets.forEach(SlowLine::end);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        connect(entrance.accept());
      } catch (IOException e) {
        // closed, or a server that is gone: the browser tells that
      }
    }
  }

  private void connect(Socket browser) throws IOException {
    sockets.add(browser);
    Socket other = new Socket();
    sockets.add(other);
    try {
      other.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
      browser.setTcpNoDelay(true);
      other.setTcpNoDelay(true);
    } catch (IOException e) {
      end(browser);
      end(other);
      throw e;
    }
    carry(browser, other, up);
    carry(other, browser, down);
  }

  /** Carries what one end sends to the other, each piece when it is due. */
  private void carry(Socket from, Socket to, Direction direction) {
    BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> read(from, underWay, direction));
    Thread.ofVirtual().start(() -> write(underWay, from, to));
  }

  private void read(Socket from, BlockingQueue<Piece> underWay, Direction direction) {
    byte[] buffer = new byte[PIECE_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, count);
        underWay.add(new Piece(bytes, direction.passed(count) + delayNanos));
      }
    } catch (IOException e) {
      // an end that is gone has nothing more to say
    }
    underWay.add(new Piece(new byte[0], System.nanoTime() + delayNanos));
  }

  private void write(BlockingQueue<Piece> underWay, Socket from, Socket to) {
    try {
      for (Piece piece = underWay.take(); piece.bytes().length > 0; piece = underWay.take()) {
        piece.await();
        to.getOutputStream().write(piece.bytes());
      }
      to.shutdownOutput();
    } catch (IOException e) {
      end(from);
      end(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      throw new IllegalStateException("A socket of this machine does not close", e);
    }
  }

  /**
   * Bytes under way.
   *
   * @param bytes none for the end
   * @param due by {@link System#nanoTime}
   */
  private record Piece(byte[] bytes, long due) {
    void await() {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** What all connections share in one direction. Thread-safe. */
  private static final class Direction {
    private final long nanosPerByte;
    private long free = System.nanoTime();

    Direction(int bytesPerSecond) {
      this.nanosPerByte = 1_000_000_000L / bytesPerSecond;
    }

    /** When so many bytes, which come now, have passed. */
    synchronized long passed(int bytes) {
      free = Math.max(free, System.nanoTime()) + bytes * nanosPerByte;
      return free;
    }
  }
}
