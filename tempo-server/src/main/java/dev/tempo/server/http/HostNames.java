package dev.tempo.server.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses and compares names and addresses of hosts. */
public final class HostNames {
  private static final int MAX_NAME = 255; // RFC 1035, section 2.3.4
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*\\.?");
  private static final Pattern SCOPE = Pattern.compile("%[A-Za-z0-9._-]+");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");

  private HostNames() {}

  /** The host of a {@code Host} header or authority, without port and brackets, in lower case. */
  public static String name(String authority) {
    String host = authority.trim().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 || colon != host.lastIndexOf(':') ? host : host.substring(0, colon);
  }

  /** A host as it stands in an address: IPv6 in brackets. */
  public static String authority(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** True for {@code localhost} and the loopback addresses; asks no name server. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || address(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /** Whether a text is an address, or a name that a machine may have; looks nothing up. */
  public static boolean isHost(String text) {
    if (text.length() > MAX_NAME) {
      return false;
    }
    return NAME.matcher(text).matches()
        || address(SCOPE.matcher(text).replaceFirst("")).isPresent();
  }

  /** The address that a text spells; empty for names, which are not looked up. */
  public static Optional<InetAddress> address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
