package dev.tempo.faults.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Opens WebSockets and sends frames that nobody expects: of all opcodes, in pieces, unmasked, with
 * lengths that are wrong, with texts that are none; also handshakes that lack something. At the end
 * of each connection stands a close: the server answers it, or has closed before.
 */
final class SocketFuzz {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MOST_FRAMES = 12;
  private static final int MOST_TOLD = 20;
  private static final List<String> PATHS =
      List.of(
          "/ws",
          "/ws?types=run",
          "/api/logs/tail",
          "/api/runs/00000000-0000-7000-8000-000000000000/logs/live");
  private static final List<String> HANDSHAKE =
      List.of(
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

  private final InetSocketAddress address;
  private final String token;
  private final SplittableRandom random;
  private final TextGenerator texts;
  private final List<String> wrong = new ArrayList<>();
  private long frames;
  private long opened;

  SocketFuzz(String url, String token, SplittableRandom random) {
    URI uri = URI.create(url);
    this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.token = token;
    this.random = random;
    this.texts =
        new TextGenerator(
            random,
            List.of(
                "{", "}", "\"type\":", "\"ping\"", "\"subscribe\"", "\"runId\":", "[", "]", ","),
            List.of("{\"type\":\"subscribe\",\"topics\":[\"runs\"]}", "ping", "{\"ping\":1}"));
  }

  /** How many frames were sent. */
  long frames() {
    return frames;
  }

  /** How many connections became WebSockets. */
  long opened() {
    return opened;
  }

  /** Sends at least so many frames; what was wrong, at most the first of it. */
  List<String> run(long times) {
    while (frames < times && wrong.size() < MOST_TOLD) {
      connect();
    }
    return wrong;
  }

  private void connect() {
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(handshake().getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      String status = head(in);
      frames++;
      if (status.startsWith("HTTP/1.1 101")) {
        opened++;
        converse(in, out);
      } else if (status.startsWith("HTTP/1.1 5")) {
        wrong.add("a handshake was answered with " + status);
      }
    } catch (SocketTimeoutException e) {
      wrong.add("no answer within " + PATIENCE_MILLIS + " ms");
    } catch (IOException e) {
      // it was closed, as it may be
    }
  }

  private String handshake() {
    StringBuilder text = new StringBuilder("GET ");
    text.append(PATHS.get(random.nextInt(PATHS.size()))).append(" HTTP/1.1\r\nHost: ");
    text.append(address.getHostString()).append(':').append(address.getPort()).append("\r\n");
    text.append("Authorization: Bearer ").append(token).append("\r\n");
    for (String line : HANDSHAKE) {
      if (random.nextInt(60) != 0) {
        text.append(random.nextInt(60) == 0 ? visible(texts.mutated(line)) : line).append("\r\n");
      }
    }
    return text.append("\r\n").toString();
  }

  private static String visible(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** The status line; the rest of the head is read, too. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.append((char) next);
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  private void converse(InputStream in, OutputStream out) throws IOException {
    boolean whole = true;
    for (int i = random.nextInt(1, MOST_FRAMES); i > 0 && whole; i--) {
      whole = frame(out);
      frames++;
    }
    if (whole) {
      out.write(close());
      out.flush();
      while (in.read() >= 0) {
        continue;
      }
    }
  }

  /** False if the server must wait for more of it. */
  private boolean frame(OutputStream out) throws IOException {
    byte[] payload = payload();
    boolean lies = random.nextInt(20) == 0;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    int first = random.nextInt(12) == 0 ? random.nextInt(256) : 0x80 | opcode();
    data.writeByte(first);
    boolean masked = random.nextInt(30) != 0;
    long length = lies ? random.nextLong() >>> random.nextInt(64) : payload.length;
    length(data, length, masked ? 0x80 : 0);
    int mask = masked ? random.nextInt() : 0;
    if (masked) {
      data.writeInt(mask);
    }
    for (int i = 0; i < payload.length; i++) {
      data.writeByte(payload[i] ^ (mask >>> (8 * (3 - i % 4))));
    }
    out.write(bytes.toByteArray());
    out.flush();
    return !lies;
  }

  private int opcode() {
    return switch (random.nextInt(10)) {
      case 0 -> 0;
      case 1 -> 2;
      case 2 -> 9;
      case 3 -> 10;
      case 4 -> random.nextInt(16);
      default -> 1;
    };
  }

  private byte[] payload() {
    if (random.nextInt(4) == 0) {
      byte[] noise = new byte[random.nextInt(random.nextInt(20) == 0 ? 100_000 : 200)];
      random.nextBytes(noise);
      return noise;
    }
    return texts.next().getBytes(StandardCharsets.UTF_8);
  }

  private void length(DataOutputStream data, long length, int mask) throws IOException {
    boolean longer = random.nextInt(20) == 0; // than it must be written
    if (length >= 0 && length < 126 && !longer) {
      data.writeByte(mask | (int) length);
    } else if (length >= 0 && length < 65_536 && !longer) {
      data.writeByte(mask | 126);
      data.writeShort((int) length);
    } else {
      data.writeByte(mask | 127);
      data.writeLong(length);
    }
  }

  private static byte[] close() {
    return new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8};
  }
}
