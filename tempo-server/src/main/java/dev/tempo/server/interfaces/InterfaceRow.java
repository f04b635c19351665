package dev.tempo.server.interfaces;

import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is kept of an interface over a restart.
 *
 * @param id its identity
 * @param place whose it is
 * @param opener the credentials with which it was opened
 * @param runId the run of its script
 * @param port where browsers find it
 * @param startedAt when it was opened
 */
record InterfaceRow(UUID id, Place place, Holder opener, UUID runId, int port, Instant startedAt) {

  /**
   * Of what there is one interface at most.
   *
   * @param lesserRole of an API key that may do less than its account: its pages are not those of
   *     the account, whose scripts were told the account's level
   */
  record Place(UUID userId, UUID jobId, UUID projectId, Optional<Role> lesserRole) {

    /** Returns the place of what a caller opens. */
    static Place of(Caller caller, UUID jobId, UUID projectId) {
      return new Place(caller.userId(), jobId, projectId, lesserRole(caller));
    }

    private static Optional<Role> lesserRole(Caller caller) {
      return caller.isLesser() ? Optional.of(caller.role()) : Optional.empty();
    }

    /** Whether a caller opens the pages of this account, with the same level. */
    boolean isOfSameLevel(Caller caller) {
      return userId.equals(caller.userId()) && lesserRole.equals(lesserRole(caller));
    }

    /** Whether it is a caller's: an account's own, and those of lesser keys of the account. */
    boolean isOf(Caller caller) {
      return userId.equals(caller.userId())
          && lesserRole.map(caller::has).orElse(!caller.isLesser());
    }
  }

  /**
   * A cookie that lets in.
   *
   * @param hash of its value
   * @param holder the credentials for whose ticket it was given
   */
  record Cookie(String hash, Holder holder) {}

  InterfaceRow withRun(UUID runId) {
    return new InterfaceRow(id, place, opener, runId, port, startedAt);
  }

  InterfaceRow withPort(int port) {
    return new InterfaceRow(id, place, opener, runId, port, startedAt);
  }
}
