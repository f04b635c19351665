package dev.tempo.benchmarks.tunnel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection of a browser that costs nothing by itself. */
final class BareBrowser implements AutoCloseable {
  private static final int PIECE = 65_536;
  private static final double NANOS_A_MILLI = 1e6;
  private static final double NANOS_A_SECOND = 1e9;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String fields;

  /**
   * Connects.
   *
   * @param fields that each request has, each with its line's end
   */
  BareBrowser(int port, String fields) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), PIECE);
    out = socket.getOutputStream();
    this.fields =
        "Host: localhost:" + port + "\r\nOrigin: http://localhost:" + port + "\r\n" + fields;
  }

  /** Asks for a kilobyte; how long that takes in milliseconds. */
  double small() throws IOException {
    long begin = System.nanoTime();
    ask("GET / HTTP/1.1", "");
    in.skipNBytes(answer());
    return (System.nanoTime() - begin) / NANOS_A_MILLI;
  }

  /** Takes so many bytes; megabytes a second. */
  double download(long bytes) throws IOException {
    long begin = System.nanoTime();
    ask("GET /" + bytes + " HTTP/1.1", "");
    in.skipNBytes(answer());
    return rate(bytes, begin);
  }

  /** Sends so many bytes; megabytes a second. */
  double upload(long bytes) throws IOException {
    long begin = System.nanoTime();
    ask("POST / HTTP/1.1", "Content-Length: " + bytes + "\r\n");
    byte[] piece = new byte[PIECE];
    for (long left = bytes; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(piece.length, left));
    }
    in.skipNBytes(answer());
    return rate(bytes, begin);
  }

  /** Goes on as a WebSocket would. */
  void upgrade() throws IOException {
    ask("GET / HTTP/1.1", "Connection: Upgrade\r\nUpgrade: websocket\r\n");
    BarePage.head(in);
  }

  /** A hundred bytes there and back, once upgraded, in milliseconds. */
  double roundTrip() throws IOException {
    long begin = System.nanoTime();
    byte[] message = new byte[100];
    out.write(message);
    in.skipNBytes(message.length);
    return (System.nanoTime() - begin) / NANOS_A_MILLI;
  }

  private void ask(String line, String headers) throws IOException {
    String head = line + "\r\n" + fields + headers + "\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  private long answer() throws IOException {
    String head = BarePage.head(in);
    if (!head.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("Not let in: " + head);
    }
    return BarePage.contentLength(head);
  }

  private static double rate(long bytes, long begin) {
    return bytes / NANOS_A_MILLI / ((System.nanoTime() - begin) / NANOS_A_SECOND);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
