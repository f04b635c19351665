package dev.tempo.server.notifications;

import static dev.tempo.server.message.Messages.message;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a webhook goes. Path and query often hold a token, and there may be a name and a password,
 * so it is shown without them.
 *
 * @param uri the whole of it
 */
record WebhookUrl(URI uri) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * The URL of a text.
   *
   * @throws DeliveryException if it is none, which stays so
   */
  static WebhookUrl parse(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return new WebhookUrl(uri);
      }
    } catch (URISyntaxException e) {
      // Its message would repeat the text, which may hold secrets.
    }
    throw new DeliveryException(message("api.kept.webhook.noUrl").text(), true, null);
  }

  /** The host, as it is looked up: without the brackets of IPv6. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  boolean isSecure() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return isSecure() ? HTTPS_PORT : HTTP_PORT;
  }

  /** What {@code Host} says. */
  String authority() {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  /** Path and query, in ASCII. */
  String target() {
    URI ascii = URI.create(uri.toASCIIString());
    String path =
        ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
  }

  /** What {@code Authorization} says for the name and password before the host (RFC 7617). */
  Optional<String> basic() {
    return Optional.ofNullable(uri.getRawUserInfo())
        .map(info -> URLDecoder.decode(info.replace("+", "%2B"), StandardCharsets.UTF_8))
        .map(info -> info.contains(":") ? info : info + ":")
        .map(info -> Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)))
        .map(code -> "Basic " + code);
  }

  /** Scheme, host and port: what may stand in logs and messages. */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + authority() + "/…";
  }
}
