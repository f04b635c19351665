package dev.tempo.server.projects;

import dev.tempo.Run;
import java.util.Optional;
import java.util.UUID;

/** The label under which the runs of a project are filed. */
public final class ProjectLabel {
  /** Tells labels of projects from those that a program gives which embeds the server. */
  private static final String PREFIX = "project:";

  private ProjectLabel() {}

  /** The label of a project. */
  public static String of(UUID projectId) {
    return PREFIX + projectId;
  }

  /** The project that a run belongs to; empty for none. */
  public static Optional<UUID> projectOf(Run run) {
    return run.label().filter(label -> label.startsWith(PREFIX)).flatMap(ProjectLabel::id);
  }

  private static Optional<UUID> id(String label) {
    try {
      return Optional.of(UUID.fromString(label.substring(PREFIX.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a program's own
    }
  }
}
