package dev.tempo.server.groups;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of a group.
 *
 * @param id its directory
 * @param files what its files said when they could last be read, in case they cannot any more
 * @param condaEnvironment that somebody has chosen for it in Tempo
 * @param discoveredAt when it was first seen
 * @param refreshedAt when its files were last read
 */
record GroupRow(
    String id,
    Files files,
    Optional<String> condaEnvironment,
    Instant discoveredAt,
    Instant refreshedAt) {

  GroupRow {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(files, "files");
  }

  /** The texts of the files about the group and about its scripts. */
  record Files(Optional<String> metadata, Optional<String> scripts) {
    static final Files NONE = new Files(Optional.empty(), Optional.empty());
  }

  GroupRow with(Files files, Instant refreshedAt) {
    return new GroupRow(id, files, condaEnvironment, discoveredAt, refreshedAt);
  }

  GroupRow with(Optional<String> condaEnvironment) {
    return new GroupRow(id, files, condaEnvironment, discoveredAt, refreshedAt);
  }
}
