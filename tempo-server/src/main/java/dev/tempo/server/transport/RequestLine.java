package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.message;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first line of a request (RFC 9112 §3), its target as a path that is read in one way only: by
 * whatever stands before this server, by its checks of access, and by its routes. So no path has
 * empty or dot segments, parameters ({@code ;}), or a slash, backslash, dot segment or NUL that is
 * hidden in an escape.
 *
 * @param method as it was sent
 * @param target the path and query
 * @param host the host of a target that named one, which counts more than the header
 */
record RequestLine(String method, String target, Optional<String> host) {
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i)https?://([^/?#]+)([/?][^#]*)?", Pattern.DOTALL);

  private static final Pattern DOTS = Pattern.compile("(?i)(?:\\.|%2e){1,2}");

  static RequestLine parse(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !Characters.isToken(parts[0]) || !Characters.isVisible(parts[1])) {
      throw new BadRequest(400, message("api.http.firstLine"));
    }
    requireVersion(parts[2]);
    return of(parts[0], parts[1]);
  }

  /** Without a path at the beginning of its target, if that has it. */
  RequestLine below(BasePath base) {
    return new RequestLine(method, base.without(target), host);
  }

  private static void requireVersion(String version) {
    if (version.equals("HTTP/1.0")) {
      throw new BadRequest(505, message("api.http.version10"));
    }
    if (version.matches("HTTP/[0-9]\\.[0-9]") && !version.equals("HTTP/1.1")) {
      throw new BadRequest(505, message("api.http.version"));
    }
    if (!version.equals("HTTP/1.1")) {
      throw new BadRequest(400, message("api.http.firstLineEnd"));
    }
  }

  private static RequestLine of(String method, String target) {
    if (target.startsWith("/")) {
      return new RequestLine(method, plain(target), Optional.empty());
    }
    if (target.equals("*") && method.equals("OPTIONS")) {
      return new RequestLine(method, "/", Optional.empty());
    }
    var absolute = ABSOLUTE.matcher(target);
    if (!absolute.matches() || method.equals("CONNECT")) {
      throw new BadRequest(400, message("api.http.target"));
    }
    String rest = Optional.ofNullable(absolute.group(2)).orElse("/");
    String path = rest.startsWith("/") ? rest : "/" + rest;
    return new RequestLine(method, plain(path), Optional.of(absolute.group(1)));
  }

  private static String plain(String target) {
    if (target.indexOf('#') >= 0) {
      throw new BadRequest(400, message("api.http.fragment"));
    }
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    String lower = path.toLowerCase(Locale.ROOT);
    boolean hidden =
        path.indexOf(';') >= 0
            || path.indexOf('\\') >= 0
            || lower.contains("%2f")
            || lower.contains("%5c")
            || lower.contains("%00");
    if (hidden || !isSegments(path)) {
      throw new BadRequest(400, message("api.http.path"));
    }
    return target;
  }

  private static boolean isSegments(String path) {
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean emptyInside = segments[i].isEmpty() && i < segments.length - 1;
      if (emptyInside || DOTS.matcher(segments[i]).matches()) {
        return false;
      }
    }
    return true;
  }
}
