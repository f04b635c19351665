package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.message;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The path below which a proxy shows this server, as {@code /tempo}. Whatever leaves the server has
 * it: links, addresses in pages, the path of the cookie. Of what comes in it is taken away before
 * anything else looks at it, and what comes without it is taken as it is; so it does not matter
 * whether the proxy takes it away, and nothing behind the {@linkplain Wire connection} knows of it.
 *
 * @param text empty if the server lies at the root
 */
public record BasePath(String text) {
  /** The root. */
  public static final BasePath NONE = new BasePath("");

  private static final int MAX_LENGTH = 200;
  private static final Pattern SEGMENTS = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[\\w.~-]+)+");

  /** With one of these a path with it could not be told from one without. */
  private static final Set<String> OWN =
      Set.of(
          "_static",
          "account",
          "admin",
          "api",
          "dead-letters",
          "docs",
          "forecast",
          "groups",
          "interfaces",
          "jobs",
          "logs",
          "metrics",
          "preview",
          "projects",
          "runs",
          "search",
          "ui",
          "webjars",
          "ws");

  /**
   * Of such a text.
   *
   * @throws IllegalArgumentException if it is none
   */
  public BasePath {
    Objects.requireNonNull(text, "text");
    if (!text.isEmpty() && !isOne(text)) {
      throw new IllegalArgumentException(
          "A base path is " + message("api.allowed.basePath") + ", but got " + text);
    }
  }

  /** Whether a text is one. */
  public static boolean isOne(String text) {
    return text.length() <= MAX_LENGTH
        && SEGMENTS.matcher(text).matches()
        && !OWN.contains(text.substring(1).split("/", 2)[0]);
  }

  /** The path at which others find what lies at a path of this server's. */
  public String at(String path) {
    return text + path;
  }

  /** The address of this server by that of its host, which may have this at its end already. */
  public String under(String url) {
    String plain = url.replaceFirst("/+$", "");
    return plain.endsWith(text) ? plain : plain + text;
  }

  /** A target without this at its beginning; one that begins otherwise, as it is. */
  public String without(String target) {
    if (text.isEmpty() || !target.startsWith(text)) {
      return target;
    }
    String rest = target.substring(text.length());
    if (rest.isEmpty() || rest.startsWith("?")) {
      return "/" + rest;
    }
    return rest.startsWith("/") ? rest : target;
  }

  /** The path of a cookie that is for this server alone. */
  public String cookiePath() {
    return text.isEmpty() ? "/" : text;
  }
}
