package dev.tempo.webapp;

import dev.tempo.value.TimeBounds;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Asks whether a web server answers on a port of this machine: it takes a connection, and begins an
 * answer to a {@code HEAD /}, whichever status that has. Immutable.
 */
final class ReadinessProbe {
  private static final byte[] BEGIN = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final List<byte[]> LOOPBACK =
      List.of(
          new byte[] {127, 0, 0, 1}, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

  private final int timeoutMillis;

  private ReadinessProbe(int timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Makes a probe.
   *
   * @param timeout the longest that it takes to connect, and the longest that it waits for each
   *     part of the answer's beginning; from 1 ms to an hour
   * @throws IllegalArgumentException if the time is out of these bounds
   */
  public static ReadinessProbe within(Duration timeout) {
    Duration checked =
        TimeBounds.between("timeout", timeout, TimeBounds.MIN_DURATION, Duration.ofHours(1));
    return new ReadinessProbe((int) checked.toMillis());
  }

  /**
   * Asks once. Blocks.
   *
   * @param port from 1 to 65535
   * @return the address of loopback that answers, that of IPv4 if both do; empty if none does
   */
  public Optional<InetSocketAddress> ask(int port) {
    for (byte[] loopback : LOOPBACK) {
      Optional<InetSocketAddress> address = address(loopback, port).filter(this::answers);
      if (address.isPresent()) {
        return address;
      }
    }
    return Optional.empty();
  }

  private static Optional<InetSocketAddress> address(byte[] host, int port) {
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(host), port));
    } catch (IOException e) {
      return Optional.empty(); // of no length that addresses have, which does not happen
    }
  }

  private boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      socket.getOutputStream().write(request(address));
      return Arrays.equals(read(socket.getInputStream()), BEGIN);
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    return in.readNBytes(BEGIN.length);
  }

  private static byte[] request(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    String authority = host.contains(":") ? "[::1]" : host;
    String head =
        "HEAD / HTTP/1.1\r\nHost: "
            + authority
            + ":"
            + address.getPort()
            + "\r\nUser-Agent: Tempo\r\nConnection: close\r\n\r\n";
    return head.getBytes(StandardCharsets.US_ASCII);
  }
}
