package dev.tempo.server.http;

import java.util.List;

/** The paths that answer without standing in the contract, for tests of other packages. */
public final class OlderPaths {
  private OlderPaths() {}

  /**
   * An older path.
   *
   * @param route the route that took its place, as {@code GET /api/jobs}
   */
  public record Older(String method, String path, String route) {}

  /** All of them. */
  public static List<Older> all() {
    return LegacyPaths.rows().stream()
        .map(row -> new Older(row.method(), row.from(), row.toMethod() + " " + row.to()))
        .toList();
  }
}
