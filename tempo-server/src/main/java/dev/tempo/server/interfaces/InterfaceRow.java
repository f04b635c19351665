package dev.tempo.server.interfaces;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is kept of an interface over a restart.
 *
 * @param id its identity
 * @param place whose it is
 * @param sessionId of the log-in that opened it; empty for an API key
 * @param runId the run of its script
 * @param port where browsers find it
 * @param startedAt when it was opened
 */
record InterfaceRow(
    UUID id, Place place, Optional<UUID> sessionId, UUID runId, int port, Instant startedAt) {

  /** Of what there is one interface at most. */
  record Place(UUID userId, UUID jobId, UUID projectId) {}

  /**
   * A cookie that lets in.
   *
   * @param hash of its value
   * @param sessionId of the log-in whose ticket it was given for; empty for an API key
   */
  record Cookie(String hash, Optional<UUID> sessionId) {}

  InterfaceRow withRun(UUID runId) {
    return new InterfaceRow(id, place, sessionId, runId, port, startedAt);
  }

  InterfaceRow withPort(int port) {
    return new InterfaceRow(id, place, sessionId, runId, port, startedAt);
  }
}
