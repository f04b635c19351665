package dev.tempo.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Two receivers of webhooks: one answers a letter now and then, the other at once. */
final class Receivers implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final ServerSocket dripping;
  private final ServerSocket good;
  private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();

  private Receivers(ServerSocket dripping, ServerSocket good) {
    this.dripping = dripping;
    this.good = good;
  }

  static Receivers open() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    Receivers receivers =
        new Receivers(new ServerSocket(0, 50, loopback), new ServerSocket(0, 50, loopback));
    Thread.ofVirtual().start(() -> accept(receivers.dripping, receivers::drip));
    Thread.ofVirtual().start(() -> accept(receivers.good, receivers::take));
    return receivers;
  }

  String dripping() {
    return "http://localhost:" + dripping.getLocalPort() + "/";
  }

  /** By another name, since the server deals with hosts one by one. */
  String good() {
    return "http://127.0.0.1:" + good.getLocalPort() + "/";
  }

  /** Whether the good one was told after this. */
  boolean toldBy(Runnable cause) throws InterruptedException {
    told.clear();
    cause.run();
    return told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) != null;
  }

  @FunctionalInterface
  private interface Answer {
    void to(Socket client) throws IOException;
  }

  private static void accept(ServerSocket receiver, Answer answer) {
    while (!receiver.isClosed()) {
      try {
        Socket client = receiver.accept();
        Thread.ofVirtual().start(() -> answer(client, answer));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void answer(Socket client, Answer answer) {
    try (client) {
      answer.to(client);
    } catch (IOException e) {
      // The server has given up, as it should.
    }
  }

  private void drip(Socket client) throws IOException {
    OutputStream out = client.getOutputStream();
    while (!dripping.isClosed()) {
      out.write('H');
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private void take(Socket client) throws IOException {
    client.getInputStream().read();
    told.add(true);
    client.getOutputStream().write("HTTP/1.1 204 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    dripping.close();
    good.close();
  }
}
