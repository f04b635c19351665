package dev.tempo.server.security.apikeys;

import dev.tempo.server.security.authorization.Role;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An API key, without the key itself, which nobody knows but whoever it was given to. Immutable.
 *
 * @param id its identity
 * @param ownerId the account that it acts for
 * @param label what it is called
 * @param grant what it may do
 * @param use when it was made and used
 */
record ApiKey(UUID id, UUID ownerId, Label label, Grant grant, Use use) {

  ApiKey {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(ownerId, "ownerId");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(grant, "grant");
    Objects.requireNonNull(use, "use");
  }

  /** What a key may do at all. */
  enum Scope {
    /** Call trigger URLs, nothing else. */
    TRIGGER,
    /** Whatever its owner may. */
    API
  }

  /**
   * What it is called.
   *
   * @param name by its owner
   * @param prefix how the key begins, to recognise it by
   * @param fromSettings whether it stands in the server's settings, and can be ended only there
   */
  record Label(String name, String prefix, boolean fromSettings) {}

  /**
   * What it may do: never more than its owner.
   *
   * @param scope at all
   * @param jobs the jobs that it may trigger; empty for all
   * @param role the most that it may do; empty for all that its owner may
   * @param expiresAt when it ends; empty for never
   */
  record Grant(
      Scope scope, Optional<Set<UUID>> jobs, Optional<Role> role, Optional<Instant> expiresAt) {

    Grant {
      Objects.requireNonNull(scope, "scope");
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(expiresAt, "expiresAt");
      jobs = jobs.map(Set::copyOf);
    }

    boolean covers(UUID jobId) {
      return jobs.map(named -> named.contains(jobId)).orElse(true);
    }

    boolean holdsAt(Instant now) {
      return expiresAt.map(now::isBefore).orElse(true);
    }
  }

  /**
   * When it was made and used.
   *
   * @param createdAt when it was made
   * @param lastUsedAt when it was last shown, to the minute; empty before
   */
  record Use(Instant createdAt, Optional<Instant> lastUsedAt) {}

  /** What it may do with an owner of this role. */
  Role roleOf(Role owner) {
    return grant.role().map(role -> Role.lesser(role, owner)).orElse(owner);
  }

  boolean triggersOnly() {
    return grant.scope() == Scope.TRIGGER;
  }
}
