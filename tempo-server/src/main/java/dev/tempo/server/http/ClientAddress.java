package dev.tempo.server.http;

import java.net.Inet6Address;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Determines the address of a request's client.
 *
 * @param address the client's address; what a trusted proxy says, or else the peer's
 * @param host the {@code Host} that was asked for, without the port
 * @param secure true if the client speaks HTTPS, to this server or to a trusted proxy
 * @param forwarded true if the request names a proxy, trusted or not
 */
public record ClientAddress(String address, String host, boolean secure, boolean forwarded) {
  private static final int NETWORK_BYTES = 8;

  /**
   * Whom limits count as one: an address, or for IPv6 a network of 64 bits, since whoever has one
   * address of it has them all, and can spell each in many ways.
   */
  public String network() {
    return HostNames.address(address.split("%", 2)[0])
        .map(
            found ->
                found instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(found.getAddress(), NETWORK_BYTES))
                    : found.getHostAddress())
        .orElse(address);
  }
}
