package dev.tempo.server.notifications;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.health.Version;
import dev.tempo.server.mail.Deadline;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts notices to URLs. Redirects are not followed. Addresses of this machine and of private
 * networks are refused unless a setting allows them, some always: {@link Destinations} says which.
 * A name is looked up once, and the connection goes to the address that was checked. The whole
 * exchange, the look-up included, has one deadline.
 *
 * <p>With a secret, {@code X-Tempo-Signature: t=<seconds since the epoch>,v1=<hex>} carries the
 * HMAC-SHA256 of the seconds, a dot and the body. A name and password before the host are sent as
 * Basic.
 */
final class Webhooks {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MOST_TRIED = 3;
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 425, 429);

  private final SettingsService settings;
  private final TimeSource time;
  private final Network network;
  private final Duration patience;

  Webhooks(SettingsService settings, TimeSource time) {
    this(settings, time, Network.REAL, PATIENCE);
  }

  /** Over a network of a test's. */
  Webhooks(SettingsService settings, TimeSource time, Network network, Duration patience) {
    this.settings = settings;
    this.time = time;
    this.network = network;
    this.patience = patience;
  }

  /**
   * Posts a notice.
   *
   * @throws DeliveryException if it was not taken with a status from 200 to 299
   */
  void post(QueuedNotification notice) throws InterruptedException {
    WebhookUrl url = WebhookUrl.parse(notice.target());
    try {
      int status = Deadline.within(patience, open -> exchange(url, notice, open));
      if (status < 200 || status > 299) {
        boolean permanent = status >= 300 && status < 500 && !TRY_AGAIN.contains(status);
        throw new DeliveryException(
            message(
                    "api.kept.webhook.answered",
                    "url",
                    url.toString(),
                    "code",
                    Integer.toString(status))
                .text(),
            permanent,
            null);
      }
    } catch (TimeoutException e) {
      String detail =
          message(
                  "api.kept.webhook.noAnswer",
                  "url",
                  url.toString(),
                  "seconds",
                  Long.toString(patience.toSeconds()))
              .text();
      throw new DeliveryException(detail, false, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DeliveryException refused) {
        throw refused;
      }
      throw new DeliveryException(
          message(
                  "api.kept.webhook.unreachable",
                  "url",
                  url.toString(),
                  "reason",
                  reason(e.getCause()))
              .text(),
          false,
          e);
    }
  }

  /** What we have said ourselves, or Java in a few words, needs no name of an exception. */
  private static String reason(Throwable problem) {
    return problem.getClass().equals(IOException.class) && problem.getMessage() != null
        ? problem.getMessage()
        : problem.toString();
  }

  private int exchange(WebhookUrl url, QueuedNotification notice, Deadline.Open open)
      throws IOException {
    try (Socket socket = connect(url, checked(url), open)) {
      return HttpPost.send(socket, url, headers(url, notice), notice.document());
    }
  }

  private Map<String, String> headers(WebhookUrl url, QueuedNotification notice) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Tempo/" + Version.CURRENT);
    headers.put("X-Tempo-Delivery", notice.id().toString());
    url.basic().ifPresent(basic -> headers.put("Authorization", basic));
    String secret = settings.get(Settings.WEBHOOK_SECRET);
    if (!secret.isEmpty()) {
      long seconds = time.instant().getEpochSecond();
      headers.put("X-Tempo-Signature", signature(secret, seconds, notice.document()));
    }
    return headers;
  }

  private Socket connect(WebhookUrl url, List<InetAddress> addresses, Deadline.Open open)
      throws IOException {
    IOException failure = new IOException(message("api.kept.webhook.noAddress").text());
    for (InetAddress address : addresses.subList(0, Math.min(MOST_TRIED, addresses.size()))) {
      try {
        return network.connect(address, url, open);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
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

  /** All addresses of a host: one that is refused is reason enough, as any may be called. */
  private List<InetAddress> checked(WebhookUrl url) {
    try {
      List<InetAddress> addresses = network.lookUp(url.host());
      addresses.forEach(address -> requireAllowed(url, address));
      return addresses;
    } catch (UnknownHostException e) {
      throw new DeliveryException(
          message("api.kept.webhook.unknownHost", "url", url.toString()).text(), false, e);
    }
  }

  private void requireAllowed(WebhookUrl url, InetAddress address) {
    refusal(settings, url, address)
        .ifPresent(
            reason -> {
              throw new DeliveryException(reason, true, null);
            });
  }

  /** Why an address must not be called; empty if it may. */
  static Optional<String> refusal(SettingsService settings, WebhookUrl url, InetAddress address) {
    Destinations.Reach reach = Destinations.of(address);
    boolean allowed = settings.get(Settings.WEBHOOK_PRIVATE_ADDRESSES);
    if (reach == Destinations.Reach.PUBLIC || reach == Destinations.Reach.PRIVATE && allowed) {
      return Optional.empty();
    }
    boolean never = reach == Destinations.Reach.NEVER;
    return Optional.of(
        message(
                never ? "api.kept.webhook.refused" : "api.kept.webhook.refusedBySetting",
                "url",
                url.toString(),
                "address",
                address.getHostAddress())
            .text());
  }
}
