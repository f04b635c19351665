package dev.tempo.server.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A script's web server that speaks byte by byte as a test tells it. */
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Part part;

  /** Starts one on a free port. */
  public ScriptedServer(Part part) throws IOException {
    this.part = part;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** What it does on a connection. */
  @FunctionalInterface
  public interface Part {
    /** Plays it; the connection is closed then. */
    void play(Line line) throws Exception;
  }

  /** One connection. */
  public static final class Line {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final int number;

    Line(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
      this.number = number;
    }

    /** The how many-eth connection this is, from 1. */
    public int number() {
      return number;
    }

    /** A head, with the empty line; empty at the end. */
    public String head() throws IOException {
      String head = until("\r\n\r\n");
      return head.endsWith("\r\n\r\n") ? head : "";
    }

    /** So many characters, or fewer at the end. */
    public String read(int count) throws IOException {
      return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** What comes until an end, such as that of a body in chunks. */
    public String until(String end) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf(end, text.length() - end.length()) < 0) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        text.append((char) next);
      }
      return text.toString();
    }

    /** All that comes to the end. */
    public String rest() throws IOException {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** One byte; -1 at the end. */
    public int read() throws IOException {
      return in.read();
    }

    /** Sends characters, each a byte. */
    public Line say(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    /** Sends bytes. */
    public void say(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    /** Throws so many bytes away. */
    public void skip(long count) throws IOException {
      in.skipNBytes(count);
    }

    /** Sends nothing more. */
    public void finish() throws IOException {
      socket.shutdownOutput();
    }

    /** Ends the connection. */
    public void close() throws IOException {
      socket.close();
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many connections there have been. */
  int connections() {
    return sockets.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Line line = new Line(socket, sockets.size());
        Thread.ofVirtual().start(() -> play(line));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void play(Line line) {
    try (line.socket) {
      part.play(line);
    } catch (Exception e) {
      // The other side has gone, which its test sees.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
