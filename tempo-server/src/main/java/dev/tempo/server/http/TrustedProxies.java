package dev.tempo.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The proxies whose word counts about where a request comes from. From the right, addresses in
 * {@code X-Forwarded-For} are believed as long as the one who wrote them is trusted; the first that
 * is not a trusted proxy is the client.
 */
public final class TrustedProxies {
  /** Trusts nobody. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final List<String> FORWARDING =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * Addresses and networks, as {@code 127.0.0.1, 10.0.0.0/8}, divided by commas.
   *
   * @throws IllegalArgumentException if one is neither
   */
  public static TrustedProxies parse(String list) {
    return new TrustedProxies(
        Arrays.stream(list.split(","))
            .map(String::trim)
            .filter(text -> !text.isEmpty())
            .map(Network::parse)
            .toList());
  }

  Client client(SocketAddress peer, boolean secure, Function<String, Optional<String>> headers) {
    String address = peer instanceof InetSocketAddress inet ? text(inet.getAddress()) : "unknown";
    boolean forwarded = FORWARDING.stream().anyMatch(name -> headers.apply(name).isPresent());
    String host = Hosts.name(headers.apply("Host").orElse(""));
    if (!isTrusted(address)) {
      return new Client(address, host, secure, forwarded);
    }
    boolean https =
        headers.apply("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
    return new Client(
        behind(headers.apply("X-Forwarded-For").orElse(""), address),
        host,
        secure || https,
        forwarded);
  }

  private String behind(String forwardedFor, String peer) {
    String client = peer;
    List<String> hops = Arrays.asList(forwardedFor.split(","));
    for (String hop : hops.reversed()) {
      String address = Hosts.name(hop);
      if (Hosts.address(address).isEmpty()) {
        return client;
      }
      client = address;
      if (!isTrusted(address)) {
        return client;
      }
    }
    return client;
  }

  /** True if the word of this peer counts. */
  boolean isTrusted(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && isTrusted(text(inet.getAddress()));
  }

  private boolean isTrusted(String address) {
    Optional<InetAddress> parsed = Hosts.address(address);
    return parsed.isPresent() && networks.stream().anyMatch(n -> n.contains(parsed.get()));
  }

  private static String text(InetAddress address) {
    return address == null ? "unknown" : address.getHostAddress();
  }

  /** A network in CIDR notation (RFC 4632, RFC 4291 §2.3). */
  private record Network(byte[] prefix, int bits) {

    static Network parse(String text) {
      int slash = text.indexOf('/');
      String host = slash < 0 ? text : text.substring(0, slash);
      byte[] address =
          Hosts.address(host)
              .map(InetAddress::getAddress)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "A trusted proxy must be an address or a network such as 10.0.0.0/8,"
                              + " but got '"
                              + text
                              + "'"));
      int most = address.length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException(
            "The prefix of '" + text + "' must be from 0 to " + most);
      }
      return new Network(address, bits);
    }

    boolean contains(InetAddress candidate) {
      byte[] address = candidate.getAddress();
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % Byte.SIZE;
        if ((address[bit / Byte.SIZE] & mask) != (prefix[bit / Byte.SIZE] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
