package dev.tempo.server.notifications;

import java.net.InetAddress;
import java.util.Arrays;

/** Which addresses webhooks may go to, whatever they are spelt like. */
final class Destinations {
  /** How far an address may be reached. */
  enum Reach {
    /** By all webhooks. */
    PUBLIC,
    /** This machine and private networks: only where a setting allows them. */
    PRIVATE,
    /** Not at all: what is no one machine's, or where clouds keep their machines' secrets. */
    NEVER
  }

  private static final int IPV4 = 4;

  private Destinations() {}

  /**
   * How far an address may be reached; the lesser of its own and of an IPv4 one that it carries.
   */
  static Reach of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == IPV4) {
      return ofIpv4(bytes);
    }
    Reach own = ofIpv6(address, bytes);
    byte[] carried = carried(bytes);
    Reach through = carried.length == IPV4 ? ofIpv4(carried) : Reach.PUBLIC;
    return own.compareTo(through) >= 0 ? own : through;
  }

  private static Reach ofIpv4(byte[] bytes) {
    int first = bytes[0] & 0xFF;
    int second = bytes[1] & 0xFF;
    int third = bytes[2] & 0xFF;
    boolean never =
        first == 0 // this network (RFC 1122)
            || first >= 224 // multicast, reserved, broadcast
            || first == 169 && second == 254 // link-local
            || first == 100 && second == 100 && third == 100 && (bytes[3] & 0xFF) == 200; // a cloud
    if (never) {
      return Reach.NEVER;
    }
    boolean isPrivate =
        first == 127
            || first == 10
            || first == 172 && (second & 0xF0) == 16
            || first == 192 && second == 168 // RFC 1918
            || first == 100 && (second & 0xC0) == 64 // shared by carriers (RFC 6598)
            || first == 198 && (second & 0xFE) == 18 // benchmarks (RFC 2544)
            || first == 192 && second == 0 && (third == 0 || third == 2) // RFC 6890
            || first == 198 && second == 51 && third == 100
            || first == 203 && second == 0 && third == 113;
    return isPrivate ? Reach.PRIVATE : Reach.PUBLIC;
  }

  private static Reach ofIpv6(InetAddress address, byte[] bytes) {
    boolean metadata = startsWith(bytes, 0xFD, 0x00, 0x0E, 0xC2);
    if (address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || metadata) {
      return Reach.NEVER;
    }
    boolean uniqueLocal = (bytes[0] & 0xFE) == 0xFC;
    boolean documentation = startsWith(bytes, 0x20, 0x01, 0x0D, 0xB8);
    return address.isLoopbackAddress()
            || address.isSiteLocalAddress()
            || uniqueLocal
            || documentation
        ? Reach.PRIVATE
        : Reach.PUBLIC;
  }

  /** The IPv4 address within one of IPv6, where there is one; else nothing. */
  private static byte[] carried(byte[] bytes) {
    boolean zeros = isZero(bytes, 0, 10);
    boolean mapped = zeros && bytes[10] == -1 && bytes[11] == -1; // ::ffff:a.b.c.d
    boolean compatible = isZero(bytes, 0, 12) && !isZero(bytes, 12, 15); // ::a.b.c.d
    boolean translated = startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B); // NAT64 (RFC 6052, 8215)
    boolean isatap = startsWith(Arrays.copyOfRange(bytes, 8, 12), 0x00, 0x00, 0x5E, 0xFE);
    if (mapped || compatible || translated || isatap) {
      return Arrays.copyOfRange(bytes, 12, 16);
    }
    if (startsWith(bytes, 0x20, 0x02)) { // 6to4 (RFC 3056)
      return Arrays.copyOfRange(bytes, 2, 6);
    }
    if (startsWith(bytes, 0x20, 0x01, 0x00, 0x00)) { // Teredo (RFC 4380), inverted
      byte[] client = Arrays.copyOfRange(bytes, 12, 16);
      for (int i = 0; i < client.length; i++) {
        client[i] = (byte) ~client[i];
      }
      return client;
    }
    return new byte[0];
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xFF) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
