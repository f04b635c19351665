package dev.tempo.server.transport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Speaks to a server byte by byte, as no library would. */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MS = 30_000;

  private final Socket socket;
  private final InputStream in;

  /** Connects to a port of this machine. */
  public RawClient(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /** Connects to a port of this machine from one of its addresses, as another client. */
  public RawClient(int port, String from) throws IOException {
    this.socket =
        new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream()); // or each byte asks the system
  }

  /** Sends characters, each a byte. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends bytes. */
  public RawClient send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException e) {
      // The server has closed already, which the answer tells.
    }
    return this;
  }

  /** Sends nothing more. */
  public RawClient finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** One byte; -1 at the end, also when the connection was cut. */
  public int read() throws IOException {
    try {
      return in.read();
    } catch (SocketException e) {
      return -1;
    }
  }

  /** Some bytes, as many as have come; none at the end. */
  public byte[] readSome() throws IOException {
    byte[] bytes = new byte[1 << 16];
    try {
      return Arrays.copyOf(bytes, Math.max(0, in.read(bytes)));
    } catch (SocketException e) {
      return new byte[0];
    }
  }

  /** So many bytes, or fewer at the end. */
  public byte[] read(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = 0; bytes.size() < count && (next = read()) >= 0; ) {
      bytes.write(next);
    }
    return bytes.toByteArray();
  }

  /** Everything until the server closes. */
  public String rest() throws IOException {
    return new String(read(Integer.MAX_VALUE), StandardCharsets.UTF_8);
  }

  /** The next answer's head and body, which must say its length; empty at the end. */
  public String answer() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    int length =
        head.toString()
            .lines()
            .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
            .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
            .findFirst()
            .orElse(0);
    return head + new String(read(length), StandardCharsets.UTF_8);
  }

  /** Waits until the server has closed; false if something else comes. */
  public boolean isClosed() throws IOException {
    return read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
