package dev.tempo.server.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Stands before a mail server that cannot do STARTTLS, and does that: it speaks in the clear until
 * the connection is encrypted (RFC 3207), and from then on passes on what is said.
 */
final class StartTlsFront implements AutoCloseable {
  private final ServerSocket listener;
  private final SSLSocketFactory sockets;
  private final int mailPort;
  private final AtomicInteger encrypted = new AtomicInteger();

  StartTlsFront(SSLSocketFactory sockets, int mailPort) throws IOException {
    this.sockets = sockets;
    this.mailPort = mailPort;
    this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many connections were encrypted. */
  int encrypted() {
    return encrypted.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      greet(client);
      SSLSocket secure =
          (SSLSocket) sockets.createSocket(client, "localhost", client.getPort(), true);
      secure.setUseClientMode(false);
      secure.startHandshake();
      encrypted.incrementAndGet();
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), mailPort)) {
        readLine(server); // its greeting, which the client has had
        Thread back = Thread.ofVirtual().start(() -> pass(server, secure));
        pass(secure, server);
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      // The client has gone, as one does that does not trust the certificate.
    }
  }

  private static void greet(Socket client) throws IOException {
    say(client, "220 front ready");
    String line = readLine(client);
    while (!line.toUpperCase(Locale.ROOT).startsWith("STARTTLS")) {
      say(client, "250-front\r\n250 STARTTLS");
      line = readLine(client);
    }
    say(client, "220 go ahead");
  }

  private static void say(Socket socket, String line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String readLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder(); // byte by byte: what follows is not ours to read
    int next = socket.getInputStream().read();
    while (next >= 0 && next != '\n') {
      line.append((char) next);
      next = socket.getInputStream().read();
    }
    if (next < 0) {
      throw new IOException("closed");
    }
    return line.toString().strip();
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
