package dev.tempo.server.http;

import java.util.List;

/**
 * Older paths that also answer, each by being routed on to the path that took its place; what that
 * route asks of its caller holds. Parts of a path in braces are handed on by name.
 */
final class SeedPaths {
  private static final String ROWS =
      """
      GET    /health                             /api/health
      GET    /setup/status                       /api/setup/status
      POST   /setup/admin                        /api/setup/admin
      GET    /api/auth/user                      /api/auth/me

      GET    /api/scripts                        /api/jobs
      POST   /api/scripts                        /api/jobs
      GET    /api/scripts/{job}                  /api/jobs/{job}
      PUT    /api/scripts/{job}                  /api/jobs/{job}
      DELETE /api/scripts/{job}                  /api/jobs/{job}
      POST   /api/scripts/{job}/enable           /api/jobs/{job}/enable
      POST   /api/scripts/{job}/disable          /api/jobs/{job}/disable
      POST   /api/scripts/{job}/run              /api/jobs/{job}/run
      POST   /api/scripts/{job}/execute          /api/jobs/{job}/run
      POST   /api/scripts/{job}/stop             /api/jobs/{job}/stop
      GET    /api/scripts/{job}/status           /api/jobs/{job}/status
      GET    /api/scripts/{job}/runs             /api/jobs/{job}/runs
      POST   /api/jobs/{job}/execute             /api/jobs/{job}/run

      GET    /api/logs/script/{job}              /api/jobs/{job}/runs
      GET    /api/logs/execution                 /api/runs
      GET    /api/logs/execution/{id}            /api/runs/{id}
      GET    /api/logs/{job}                     /api/jobs/{job}/runs
      GET    /api/logs/{job}/{id}                /api/runs/{id}
      DELETE /api/logs/execution/{id}            /api/runs/{id}
      GET    /api/logs/execution/{id}/download   /api/runs/{id}/logs/download
      GET    /api/logs/search                    /api/search/logs
      GET    /api/admin/logs/execution           /api/runs
      GET    /api/dashboard/stats                /api/stats
      WS     /ws/logs/user                       /ws
      WS     /ws/logs/{id}                       /api/runs/{id}/logs/live
      """;

  private SeedPaths() {}

  /** An older path and the one that took its place. */
  record Row(String method, String from, String to) {
    boolean isSocket() {
      return method.equals("WS");
    }
  }

  static List<Row> rows() {
    return ROWS.lines()
        .filter(row -> !row.isBlank())
        .map(row -> row.trim().split("\\s+"))
        .map(cells -> new Row(cells[0], cells[1], cells[2]))
        .toList();
  }
}
