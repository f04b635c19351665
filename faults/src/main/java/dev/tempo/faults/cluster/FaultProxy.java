package dev.tempo.faults.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The network between a node and the database. What is cut is held, and arrives when the network is
 * there again, as TCP repeats what was not acknowledged: also the end of a connection, and what a
 * node sent before it gave a connection up. Thread-safe.
 */
final class FaultProxy implements AutoCloseable {
  private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();
  private static final int BUFFER_BYTES = 64 * 1024;

  private volatile InetSocketAddress target;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Way toDatabase = new Way();
  private final Way toNode = new Way();
  private volatile boolean closed;

  /** One direction. */
  private static final class Way {
    private volatile boolean isCut;
    private volatile Duration delay = Duration.ZERO;
  }

  /** One that passes everything to a port of the loopback interface. */
  FaultProxy(int port) throws IOException {
    pointTo(port);
    this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** New connections go to this port; those that are open go on. */
  final void pointTo(int port) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Cuts what goes to the database, what comes from it, or both. */
  void cut(boolean toDatabase, boolean toNode) {
    this.toDatabase.isCut = toDatabase;
    this.toNode.isCut = toNode;
  }

  /** Delays each piece on each way. */
  void slow(Duration delay) {
    toDatabase.delay = delay;
    toNode.delay = delay;
  }

  /** All is well again. */
  void heal() {
    cut(false, false);
    slow(Duration.ZERO);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket node = listening.accept();
        open.add(node);
        Thread.ofVirtual().start(() -> connect(node));
      } catch (IOException e) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private void connect(Socket node) {
    await(toDatabase);
    await(toNode);
    Socket database = new Socket();
    open.add(database);
    try {
      database.connect(target);
      database.setTcpNoDelay(true);
      node.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pass(node, database, toDatabase));
      pass(database, node, toNode);
    } catch (IOException e) {
      end(node, database);
    }
  }

  private void pass(Socket from, Socket to, Way way) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        LockSupport.parkNanos(way.delay.toNanos());
        await(way);
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // one side has ended: so does the other, below
    }
    await(way);
    end(from, to);
  }

  private void await(Way way) {
    while (way.isCut && !closed) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void end(Socket... sockets) {
    for (Socket each : sockets) {
      open.remove(each);
      try {
        each.close();
      } catch (IOException e) {
        // it has ended already
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    end(open.toArray(new Socket[0]));
  }
}
