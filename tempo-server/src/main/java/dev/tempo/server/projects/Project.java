package dev.tempo.server.projects;

import java.time.Instant;
import java.util.UUID;

/**
 * A project of an account.
 *
 * @param id its identity
 * @param userId whose it is
 * @param home the directory of that account, kept when the account is renamed
 * @param label what it is called
 * @param isDefault whether it is the one that everybody has
 * @param createdAt when it was made
 * @param accessedAt when it was made the active one last
 */
public record Project(
    UUID id,
    UUID userId,
    String home,
    Label label,
    boolean isDefault,
    Instant createdAt,
    Instant accessedAt) {
  /** The name, and the directory, of the project that everybody has. */
  static final String DEFAULT = "project_default";

  /**
   * What a project is called.
   *
   * @param name by people
   * @param directory its safe form, one of its own among those of the account
   * @param description what it is for; may be empty
   */
  public record Label(String name, String directory, String description) {}

  /** What people call it. */
  public String name() {
    return label.name();
  }

  /** Where it lies in the account's directory. */
  public String directory() {
    return label.directory();
  }

  /** The same project in another directory. */
  Project in(String directory) {
    return new Project(
        id,
        userId,
        home,
        new Label(label.name(), directory, label.description()),
        isDefault,
        createdAt,
        accessedAt);
  }
}
