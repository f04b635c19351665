package dev.tempo.server.notifications;

import dev.tempo.server.http.json.Json;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One notification to be delivered to one target.
 *
 * @param id its identity
 * @param runId the run that it is about, or a number of its own if it is about none
 * @param channel how it goes
 * @param target an e-mail address or a URL
 * @param document what is said, as JSON
 * @param progress how far it is
 */
record QueuedNotification(
    UUID id, UUID runId, Channel channel, String target, String document, Progress progress) {

  /** Stands for the job's owner, where the address is not known or not to be shown. */
  static final String OWNER = "owner";

  /** How a notice goes. */
  enum Channel {
    /** To an address, by mail. */
    EMAIL,
    /** To a URL. */
    WEBHOOK,
    /** To a job's owner, by mail: that another one was given up. */
    REPORT
  }

  /** Notices of one lane wait for each other, and for no others: the mail server, or one host. */
  String lane() {
    return channel == Channel.WEBHOOK ? "web " + hostOf(target) : "mail";
  }

  /** What it is about, as words for a log. */
  String about() {
    return summary().map(text -> "'" + text + "'").orElse("run " + runId);
  }

  /** What it is about in its own words; empty if it is about a run. */
  Optional<String> summary() {
    return Optional.of(Json.parseOwn(document).path(LateMessage.ABOUT).asText())
        .filter(text -> !text.isEmpty());
  }

  /** What may be said of the target in a log: an address, or a URL without its secrets. */
  String shownTarget() {
    return shownTarget(channel, target);
  }

  static String shownTarget(Channel channel, String target) {
    return channel == Channel.WEBHOOK ? shown(target) : target;
  }

  private static String hostOf(String url) {
    try {
      return WebhookUrl.parse(url).host().toLowerCase(Locale.ROOT);
    } catch (DeliveryException e) {
      return "";
    }
  }

  private static String shown(String url) {
    try {
      return WebhookUrl.parse(url).toString();
    } catch (DeliveryException e) {
      return "a webhook";
    }
  }

  /**
   * How far a notice is.
   *
   * @param createdAt when it was queued
   * @param attempts how often it was tried
   */
  record Progress(Instant createdAt, int attempts) {}
}
