package dev.tempo.server.notifications;

import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.system.Version;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts notices to URLs. Redirects are not followed. Addresses of this machine and of private
 * networks are refused unless a setting allows them; link-local ones, where clouds keep their
 * metadata, always are. Java keeps a looked-up address for some seconds, so that the one that was
 * checked is the one that is called.
 *
 * <p>With a secret, {@code X-Tempo-Signature: t=<seconds since the epoch>,v1=<hex>} carries the
 * HMAC-SHA256 of the seconds, a dot and the body.
 */
final class Webhooks implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 425, 429);

  private final SettingsService settings;
  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();

  /** Made for the first webhook: it brings TLS along, which costs memory and time at the start. */
  private Optional<HttpClient> client = Optional.empty();

  Webhooks(SettingsService settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
  }

  /**
   * Posts a notice.
   *
   * @throws DeliveryException if it was not taken with a status from 200 to 299
   */
  void post(Notice notice) throws InterruptedException {
    URI url = checked(notice.target());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Tempo/" + Version.CURRENT)
            .header("X-Tempo-Delivery", notice.id().toString())
            .POST(HttpRequest.BodyPublishers.ofString(notice.document()));
    String secret = settings.get(Settings.WEBHOOK_SECRET);
    if (!secret.isEmpty()) {
      long seconds = time.instant().getEpochSecond();
      request.header("X-Tempo-Signature", signature(secret, seconds, notice.document()));
    }
    try {
      int status =
          client().send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status < 200 || status > 299) {
        boolean permanent = status >= 300 && status < 500 && !TRY_AGAIN.contains(status);
        throw new DeliveryException(url + " answered " + status, permanent, null);
      }
    } catch (IOException e) {
      throw new DeliveryException(url + " cannot be reached: " + e, false, e);
    }
  }

  static String signature(String secret, long seconds, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] sum = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      client.ifPresent(HttpClient::shutdownNow);
    } finally {
      lock.unlock();
    }
  }

  private HttpClient client() {
    lock.lock();
    try {
      HttpClient made = client.orElseGet(Webhooks::newClient);
      client = Optional.of(made);
      return made;
    } finally {
      lock.unlock();
    }
  }

  private static HttpClient newClient() {
    return HttpClient.newBuilder()
        .connectTimeout(PATIENCE)
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private URI checked(String text) {
    try {
      URI url = new URI(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!web || url.getHost() == null || url.getUserInfo() != null) {
        throw new DeliveryException("'" + text + "' is no URL of the web", true, null);
      }
      for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
        requireAllowed(url, address);
      }
      return url;
    } catch (java.net.URISyntaxException e) {
      throw new DeliveryException("'" + text + "' is no URL", true, e);
    } catch (UnknownHostException e) {
      throw new DeliveryException("The host of " + text + " is unknown", false, e);
    }
  }

  private void requireAllowed(URI url, InetAddress address) {
    boolean never =
        address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress();
    boolean allowed = settings.get(Settings.WEBHOOK_PRIVATE_ADDRESSES);
    if (never || (!allowed && isPrivate(address))) {
      throw new DeliveryException(
          String.format(
              Locale.ROOT,
              "%s leads to %s, where webhooks may not go%s",
              url,
              address.getHostAddress(),
              never ? "" : " unless the setting webhookPrivateAddresses allows it"),
          true,
          null);
    }
  }

  /** Loopback, RFC 1918, RFC 6598 (shared by carriers), and RFC 4193 (unique local). */
  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
    return address.isLoopbackAddress() || address.isSiteLocalAddress() || shared || uniqueLocal;
  }
}
