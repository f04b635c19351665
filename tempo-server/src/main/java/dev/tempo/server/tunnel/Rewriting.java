package dev.tempo.server.tunnel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a script may see of a request, and a browser of an answer. */
final class Rewriting {
  /** Of one connection, not of what goes over it (RFC 9110 §7.6.1). */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "te",
          "transfer-encoding",
          "upgrade");

  /** Tempo's. */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "x-api-key", "x-csrf-token");

  /** What the tunnel says itself, so that nobody else can. */
  private static final Set<String> FORWARDING =
      Set.of(
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "x-forwarded-proto",
          "x-forwarded-scheme",
          "x-forwarded-server",
          "x-forwarded-ssl",
          "x-real-ip");

  /** Not to be taken away by naming them in {@code Connection}. */
  private static final Set<String> ESSENTIAL =
      Set.of("host", "content-length", "content-type", "cookie", "expect", "origin");

  /**
   * What answers tell browsers about a whole host, or about all that is on it, which no page may
   * speak for: that it be forgotten, asked by HTTPS only, or asked elsewhere.
   */
  private static final Set<String> OF_THE_HOST =
      Set.of("clear-site-data", "strict-transport-security", "alt-svc", "service-worker-allowed");

  private static final Pattern NO_FRAMES = Pattern.compile("(?i)(frame-ancestors\\s+)'none'");

  private Rewriting() {}

  /**
   * Who asks, as the script is told.
   *
   * @param address of the browser; a list where proxies stand between
   * @param scheme {@code http} or {@code https}
   */
  record Client(String address, String scheme) {}

  /** A request as the script sees it, but for its cookies. */
  static String request(RequestHead request, Fields received, Client client) {
    Set<String> unwanted = new HashSet<>(request.fields().tokens("Connection"));
    unwanted.removeAll(ESSENTIAL);
    Fields fields =
        received.without(
            field ->
                unwanted.contains(field.plainName())
                    || HOP_BY_HOP.contains(field.plainName())
                    || CREDENTIALS.contains(field.plainName())
                    || FORWARDING.contains(field.plainName())
                    || isDisguised(field)
                    || field.is("Expect") && !request.expectsContinue());
    fields =
        fields
            .with("X-Forwarded-For", client.address())
            .with("X-Forwarded-Proto", client.scheme())
            .with("X-Forwarded-Host", request.host());
    if (request.framing() instanceof Framing.Chunked) {
      fields = fields.with("Transfer-Encoding", "chunked");
    }
    List<String> upgrades = request.upgrades();
    if (!upgrades.isEmpty()) {
      fields = fields.with("Connection", "Upgrade").with("Upgrade", String.join(", ", upgrades));
    } else if (request.fields().tokens("TE").contains("trailers")) {
      fields = fields.with("Connection", "TE").with("TE", "trailers");
    }
    return fields.head(request.method() + " " + request.target() + " HTTP/1.1");
  }

  /** {@code Content_Length} is another name of {@code Content-Length} to some. */
  private static boolean isDisguised(Field field) {
    return field.name().indexOf('_') >= 0
        && (ESSENTIAL.contains(field.plainName()) || field.plainName().equals("content-length"));
  }

  /** An answer's fields as the browser sees them, but for cookies and what is said of its end. */
  static Fields response(ResponseHead response) {
    Set<String> unwanted = new HashSet<>(response.fields().tokens("Connection"));
    unwanted.removeAll(ESSENTIAL);
    unwanted.remove("set-cookie");
    boolean unsized = response.isInterim() || response.status() == 204;
    return framed(response.fields())
        .without(
            field ->
                unwanted.contains(field.plainName())
                    || HOP_BY_HOP.contains(field.plainName())
                    || OF_THE_HOST.contains(field.plainName())
                    || unsized && field.is("Content-Length"));
  }

  /**
   * A page that allows no frames at all is still shown in its own tab page, which frames it; other
   * sites frame it as little as before.
   */
  private static Fields framed(Fields fields) {
    return new Fields(fields.all().stream().map(Rewriting::framed).toList());
  }

  private static Field framed(Field field) {
    if (field.is("X-Frame-Options") && field.value().equalsIgnoreCase("deny")) {
      return new Field(field.name(), "SAMEORIGIN");
    }
    return field.is("Content-Security-Policy")
        ? new Field(field.name(), NO_FRAMES.matcher(field.value()).replaceAll("$1'self'"))
        : field;
  }

  /** The lines of a trailer section that may be handed on: none that changes what a head said. */
  static List<String> trailers(List<String> lines) {
    return Fields.parse(lines).all().stream()
        .filter(
            field ->
                !HOP_BY_HOP.contains(field.plainName())
                    && !CREDENTIALS.contains(field.plainName())
                    && !FORWARDING.contains(field.plainName())
                    && !ESSENTIAL.contains(field.plainName())
                    && !OF_THE_HOST.contains(field.plainName())
                    && !field.plainName().equals("set-cookie")
                    && !field.plainName().equals("trailer"))
        .map(field -> field.name() + ": " + field.value())
        .toList();
  }
}
