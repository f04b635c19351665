package dev.tempo.server.notifications;

import java.time.Instant;
import java.util.UUID;

/**
 * One message that is to be delivered to one target.
 *
 * @param id its identity
 * @param runId the run that it is about
 * @param channel how it goes
 * @param target an e-mail address or a URL
 * @param document what is said, as JSON
 * @param progress how far it is
 */
record Notice(
    UUID id, UUID runId, Channel channel, String target, String document, Progress progress) {

  /** How a notice goes. */
  enum Channel {
    EMAIL,
    WEBHOOK
  }

  /**
   * How far a notice is.
   *
   * @param createdAt when it was queued
   * @param attempts how often it was tried
   */
  record Progress(Instant createdAt, int attempts) {}
}
