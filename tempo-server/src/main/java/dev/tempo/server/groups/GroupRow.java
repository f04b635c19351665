package dev.tempo.server.groups;

import dev.tempo.server.security.authorization.Role;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of a group.
 *
 * @param id its directory
 * @param chosen what somebody has chosen for it in Tempo
 * @param discoveredAt when it was first seen
 * @param refreshedAt when its files were last read
 */
record GroupRow(String id, Chosen chosen, Instant discoveredAt, Instant refreshedAt) {

  GroupRow {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(chosen, "chosen");
  }

  /**
   * What the files about the group and about its scripts said when they could last be read, in case
   * they cannot any more. It may be large, so it is read when a group is first looked at, and only
   * kept in the database.
   *
   * @param metadata the text of the file about the group
   * @param scripts what was understood of the one about its scripts, as {@link StoredScripts}
   */
  record Files(Optional<String> metadata, Optional<String> scripts) {
    static final Files NONE = new Files(Optional.empty(), Optional.empty());
  }

  /**
   * What holds whatever the group's files say.
   *
   * @param condaEnvironment of its scripts; empty for that which the files name
   * @param requiredLevel the least role that may see it; empty for that which the files name
   */
  record Chosen(Optional<String> condaEnvironment, Optional<Role> requiredLevel) {
    static final Chosen NOTHING = new Chosen(Optional.empty(), Optional.empty());

    Chosen withCondaEnvironment(Optional<String> condaEnvironment) {
      return new Chosen(condaEnvironment, requiredLevel);
    }

    Chosen withRequiredLevel(Optional<Role> requiredLevel) {
      return new Chosen(condaEnvironment, requiredLevel);
    }
  }

  GroupRow with(Instant refreshedAt) {
    return new GroupRow(id, chosen, discoveredAt, refreshedAt);
  }

  GroupRow with(Chosen chosen) {
    return new GroupRow(id, chosen, discoveredAt, refreshedAt);
  }
}
