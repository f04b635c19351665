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
 * is not a trusted proxy is the client. Several such headers are one list.
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

  /**
   * Where a request comes from.
   *
   * @param headers the values of a header, one for each line that it stands on
   */
  public ClientAddress client(
      SocketAddress peer, boolean secure, Function<String, List<String>> headers) {
    String address = peer instanceof InetSocketAddress inet ? text(inet.getAddress()) : "unknown";
    boolean forwarded = FORWARDING.stream().anyMatch(name -> !headers.apply(name).isEmpty());
    String host = HostNames.name(headers.apply("Host").stream().findFirst().orElse(""));
    if (!isTrusted(address)) {
      return new ClientAddress(address, host, secure, forwarded);
    }
    return new ClientAddress(
        behind(elements(headers.apply("X-Forwarded-For")), address),
        host,
        secure || isHttps(elements(headers.apply("X-Forwarded-Proto"))),
        forwarded);
  }

  /** A header on several lines is one list (RFC 9110 §5.3): what a proxy adds is at its end. */
  private static List<String> elements(List<String> lines) {
    return lines.stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(String::trim)
        .toList();
  }

  /** As the nearest proxy says, which is trusted; what stands before it may be the client's. */
  private static boolean isHttps(List<String> protocols) {
    return !protocols.isEmpty() && protocols.getLast().equalsIgnoreCase("https");
  }

  private String behind(List<String> hops, String peer) {
    String client = peer;
    for (String hop : hops.reversed()) {
      String address = HostNames.name(hop);
      if (HostNames.address(address).isEmpty()) {
        return client;
      }
      client = address;
      if (!isTrusted(address)) {
        return client;
      }
    }
    return client;
  }

  /** True if the word of this address counts. */
  public boolean isTrusted(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /** True if the word of this peer counts. */
  public boolean isTrusted(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && isTrusted(text(inet.getAddress()));
  }

  private boolean isTrusted(String address) {
    Optional<InetAddress> parsed = HostNames.address(address);
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
          HostNames.address(host)
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
