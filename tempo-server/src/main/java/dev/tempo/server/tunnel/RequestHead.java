package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Characters;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser's request, read by the letter of RFC 9112. Its target is the script's and stays as it
 * is: {@code |}, {@code []}, {@code %zz} and bytes above ASCII, too.
 *
 * @param method as it was sent
 * @param target from the path's slash on, or {@code *}
 * @param is10 whether it is of HTTP/1.0
 * @param fields as they were sent
 * @param framing of its body
 */
record RequestHead(String method, String target, boolean is10, Fields fields, Framing framing) {
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]*)(/.*)");
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /**
   * Reads a head.
   *
   * @throws BadRequest if it must be refused
   */
  static RequestHead parse(MessageHead head) {
    String[] parts = head.startLine().split(" ", -1);
    if (parts.length != 3 || !Characters.isToken(parts[0]) || !isTarget(parts[1])) {
      throw new BadRequest(400, message("api.http.firstLine"));
    }
    boolean is10 = is10(parts[2]);
    String host = host(head.fields(), is10);
    Framing framing = Framing.of(head.fields(), new Framing.None());
    if (is10 && framing instanceof Framing.Chunked) {
      throw new BadRequest(400, message("api.http.coding"));
    }
    List<String> expected = head.fields().values("Expect");
    if (!expected.isEmpty() && !expected.equals(List.of("100-continue"))) {
      throw new BadRequest(417, message("api.http.expect"));
    }
    return new RequestHead(
        parts[0], target(parts[0], parts[1], host), is10, head.fields(), framing);
  }

  private static boolean isTarget(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != 127 && c != '#');
  }

  private static boolean is10(String version) {
    if (version.equals("HTTP/1.1") || version.equals("HTTP/1.0")) {
      return version.equals("HTTP/1.0");
    }
    throw version.matches("HTTP/[0-9]\\.[0-9]")
        ? new BadRequest(505, message("api.http.version"))
        : new BadRequest(400, message("api.http.firstLineEnd"));
  }

  private static String host(Fields fields, boolean is10) {
    List<String> hosts = fields.values("Host");
    if (is10 && hosts.isEmpty()) {
      return "";
    }
    if (hosts.size() != 1) {
      throw new BadRequest(400, message("api.http.oneHost"));
    }
    if (!Characters.isAuthority(hosts.getFirst())) {
      throw new BadRequest(400, message("api.http.host"));
    }
    return hosts.getFirst();
  }

  private static String target(String method, String target, String host) {
    if (method.equals("CONNECT") || method.equals("TRACE")) {
      throw new BadRequest(405, message("api.tunnel.method", "method", method));
    }
    if (target.startsWith("/") || target.equals("*") && method.equals("OPTIONS")) {
      return target;
    }
    Matcher absolute = ABSOLUTE.matcher(target);
    if (!absolute.matches() || !absolute.group(1).equalsIgnoreCase(host)) {
      throw new BadRequest(400, message("api.http.target"));
    }
    return absolute.group(2);
  }

  /** Whether asking twice does no more than asking once, by what the method means. */
  boolean isSafe() {
    return SAFE.contains(method);
  }

  boolean hasBody() {
    return !(framing instanceof Framing.None);
  }

  /** Whether the client wants further requests on this connection. */
  boolean keepsAlive() {
    return !is10 && !fields.tokens("Connection").contains("close");
  }

  boolean expectsContinue() {
    return !is10 && hasBody() && fields.has("Expect");
  }

  /** The protocols that it would like to go on with; none where there is a body in the way. */
  List<String> upgrades() {
    boolean asks = !is10 && !hasBody() && fields.tokens("Connection").contains("upgrade");
    return asks
        ? fields.tokens("Upgrade").stream().filter(RequestHead::isOther).toList()
        : List.of();
  }

  /** Another version of HTTP would hide the following requests' heads from the tunnel. */
  private static boolean isOther(String protocol) {
    return !protocol.matches("(?:h2c?|h3|https?|tls)(?:[-/].*)?");
  }

  boolean isWebSocket() {
    return upgrades().contains("websocket");
  }

  String host() {
    return fields.first("Host").orElse("");
  }

  /** Whether a person opens a page, rather than a page something of its own. */
  boolean wantsPage() {
    Optional<String> destination = fields.first("Sec-Fetch-Dest");
    boolean document =
        destination.map(d -> d.equals("document") || d.endsWith("frame")).orElse(true);
    return isSafe() && document && fields.first("Accept").orElse("").contains("text/html");
  }
}
