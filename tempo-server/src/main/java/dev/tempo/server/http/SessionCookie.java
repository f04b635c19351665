package dev.tempo.server.http;

import java.time.Duration;

/**
 * The cookie in which a browser keeps its session: out of reach for scripts, and for other sites.
 */
public final class SessionCookie {
  /** Its name. */
  public static final String NAME = "tempo_session";

  private SessionCookie() {}

  /** The value of {@code Set-Cookie} that keeps a token. */
  public static String keep(String token, Duration life, Client client) {
    return cookie(token, life.toSeconds(), client);
  }

  /** The value of {@code Set-Cookie} that removes it. */
  public static String remove(Client client) {
    return cookie("", 0, client);
  }

  private static String cookie(String value, long maxAgeSeconds, Client client) {
    return NAME
        + "="
        + value
        + "; Path=/; Max-Age="
        + maxAgeSeconds
        + "; HttpOnly; SameSite=Strict"
        + (client.secure() ? "; Secure" : "");
  }
}
