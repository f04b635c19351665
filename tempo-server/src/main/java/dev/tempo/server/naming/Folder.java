package dev.tempo.server.naming;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A folder that holds jobs and other folders. Immutable.
 *
 * @param id its identity
 * @param parentId the folder that it is in; empty for one at the top
 * @param title what people and paths call it
 * @param createdAt when it was made
 * @param updatedAt when it was last renamed or moved
 */
public record Folder(
    UUID id, Optional<UUID> parentId, Title title, Instant createdAt, Instant updatedAt) {

  /**
   * What it is called.
   *
   * @param name by people
   * @param safeName in paths and as a directory
   */
  public record Title(String name, String safeName) {}

  /** Checks that nothing is null. */
  public Folder {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(parentId, "parentId");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(updatedAt, "updatedAt");
  }

  /** What people call it. */
  public String name() {
    return title.name();
  }

  /** What paths call it. */
  public String safeName() {
    return title.safeName();
  }
}
