package dev.tempo.benchmarks.tunnel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The web server of a script that costs nothing by itself: a kilobyte at {@code /}, so many bytes
 * at {@code /<number>}, the length of what is sent to it, and after an upgrade whatever it is sent.
 */
final class BarePage implements AutoCloseable {
  private static final int PIECE = 65_536;
  private static final int SMALL = 1_024;

  private final ServerSocket server;

  BarePage() throws IOException {
    server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), PIECE);
      OutputStream out = socket.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        if (head.contains("Upgrade: websocket")) {
          say(
              out,
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
          in.transferTo(out);
          return;
        }
        answer(head, in, out);
      }
    } catch (IOException e) {
      Thread.onSpinWait(); // the client is gone
    }
  }

  private static void answer(String head, InputStream in, OutputStream out) throws IOException {
    in.skipNBytes(contentLength(head));
    String path = head.substring(head.indexOf(' ') + 2, head.indexOf(" HTTP"));
    long size = path.isEmpty() ? SMALL : Long.parseLong(path);
    say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
    byte[] piece = new byte[(int) Math.min(PIECE, size)];
    for (long left = size; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(piece.length, left));
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A head up to its empty line; empty at the end. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder(512);
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  static long contentLength(String head) {
    return head.lines()
        .filter(line -> line.startsWith("Content-Length: "))
        .mapToLong(line -> Long.parseLong(line.substring(16)))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
