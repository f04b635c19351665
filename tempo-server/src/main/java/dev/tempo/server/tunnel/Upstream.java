package dev.tempo.server.tunnel;

import dev.tempo.server.transport.Inlet;
import dev.tempo.time.TimeSource;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;

/** A connection to a script. One thread reads and one writes; {@link #close} is for any. */
final class Upstream implements Closeable {
  private static final int LARGE_BUFFER = 65_536;

  private final InetSocketAddress address;
  private final Socket socket;
  private final Inlet inlet;
  private final Outlet outlet;
  private boolean used;

  private Upstream(InetSocketAddress address, Socket socket, TimeSource time) throws IOException {
    this.address = address;
    this.socket = socket;
    this.inlet = new Inlet(socket, time);
    this.outlet = new Outlet(socket.getOutputStream(), time);
    inlet.growTo(LARGE_BUFFER);
  }

  /**
   * Connects.
   *
   * @throws IOException if the script does not take the connection in time
   */
  static Upstream connect(InetSocketAddress address, Duration limit, TimeSource time)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.connect(address, (int) limit.toMillis());
      return new Upstream(address, socket, time);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  Inlet inlet() {
    return inlet;
  }

  Outlet outlet() {
    return outlet;
  }

  boolean leadsTo(InetSocketAddress address) {
    return this.address.equals(address);
  }

  /** Whether a request has been answered on it before. */
  boolean isUsed() {
    return used;
  }

  /** A request has been answered, and another one may follow. */
  void keep() {
    used = true;
    inlet.during(Inlet.Wait.NONE, Duration.ofDays(1));
    inlet.release();
    outlet.release();
  }

  /** Sends nothing more. */
  void finish() throws IOException {
    outlet.flush();
    if (!socket.isOutputShutdown()) {
      socket.shutdownOutput();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed for us, whatever the system says.
    }
  }
}
