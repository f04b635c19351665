package dev.tempo.server.interfaces;

import dev.tempo.Run;
import java.util.Locale;
import java.util.Optional;

/** What whoever opens a page looks at: scripts know no theme that follows the system. */
enum PageTheme {
  LIGHT,
  DARK;

  /** By which the run of a page keeps what it was opened with. */
  static final String PARAMETER = "theme";

  /** What the page of a run was opened with; empty if that was not said. */
  static Optional<PageTheme> of(Run run) {
    return switch (run.parameters().getOrDefault(PARAMETER, "")) {
      case "light" -> Optional.of(LIGHT);
      case "dark" -> Optional.of(DARK);
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
