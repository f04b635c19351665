package dev.tempo.server.http;

import dev.tempo.server.transport.BasePath;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The cookie in which a browser keeps half of its session: out of reach for scripts, and for other
 * sites. Its name carries the port that the browser asked, since cookies know hosts only, and two
 * servers on one host would log each other out.
 *
 * @param name what it is called
 * @param base below which the browser shows it; what else lies on the host is not shown it
 */
public record SessionCookie(String name, BasePath base) {
  private static final String PREFIX = "tempo_session_";
  private static final int MAX_PORT = 65_535;

  /**
   * The one for a request.
   *
   * @param host the {@code Host} that was asked for
   * @param ownPort the server's, for a host without a port
   */
  public static SessionCookie of(String host, int ownPort) {
    return new SessionCookie(PREFIX + port(host).orElse(ownPort), BasePath.NONE);
  }

  SessionCookie below(BasePath path) {
    return new SessionCookie(name, path);
  }

  private static OptionalInt port(String host) {
    String digits = host.substring(host.lastIndexOf(':') + 1);
    if (!host.contains(":") || !digits.matches("[0-9]{1,5}")) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(digits);
    return port > 0 && port <= MAX_PORT ? OptionalInt.of(port) : OptionalInt.empty();
  }

  /** The value of {@code Set-Cookie} that keeps a token. */
  public String keep(String token, Duration life, ClientAddress client) {
    return cookie(token, life.toSeconds(), client);
  }

  /** The value of {@code Set-Cookie} that removes it. */
  public String remove(ClientAddress client) {
    return cookie("", 0, client);
  }

  private String cookie(String value, long maxAgeSeconds, ClientAddress client) {
    return name
        + "="
        + value
        + "; Path="
        + base.cookiePath()
        + "; Max-Age="
        + maxAgeSeconds
        + "; HttpOnly; SameSite=Strict"
        + (client.secure() ? "; Secure" : "");
  }
}
