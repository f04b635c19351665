package dev.tempo.server.access;

import dev.tempo.server.access.Access.Need;
import dev.tempo.server.access.Access.Rate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every route and what it asks of its caller, in one place. A route that does not stand here cannot
 * be registered, and a row without a route stops the server from starting.
 *
 * <p>The role in the table opens the route; what a caller may do with one job or run (its level,
 * its owner) is decided where the job is known.
 */
public final class AccessTable {

  /**
   * Method (WS for a WebSocket), path, what is needed: {@code anyone}, also before the first
   * account exists; {@code public}, without a log-in; or the least role. Then the rate limit, if it
   * is not the general one.
   */
  private static final String ROWS =
      """
      GET    /api/health                     anyone     free
      GET    /api/version                    anyone     free
      GET    /api/openapi.json               anyone
      GET    /api/setup/status               anyone
      POST   /api/setup/admin                anyone     login

      POST   /api/auth/login                 public     login
      POST   /api/auth/logout                viewer
      GET    /api/auth/me                    viewer

      GET    /api/jobs                       viewer
      POST   /api/jobs                       developer
      GET    /api/jobs/{job}                 viewer
      PUT    /api/jobs/{job}                 operator
      DELETE /api/jobs/{job}                 operator
      POST   /api/jobs/{job}/enable          operator
      POST   /api/jobs/{job}/disable         operator
      POST   /api/jobs/{job}/run             operator   run
      POST   /api/jobs/{job}/stop            operator
      GET    /api/jobs/{job}/status          viewer
      GET    /api/jobs/{job}/runs            viewer
      POST   /api/schedules/preview          viewer

      GET    /api/runs                       viewer
      GET    /api/runs/{id}                  viewer
      DELETE /api/runs/{id}                  operator
      POST   /api/runs/{id}/cancel           operator
      POST   /api/runs/{id}/rerun            operator   run
      GET    /api/runs/{id}/annotations      viewer
      PUT    /api/runs/{id}/note             operator
      PUT    /api/runs/{id}/bookmark         operator
      PUT    /api/runs/{id}/tags             operator
      POST   /api/runs/{id}/share            admin
      POST   /api/runs/delete                operator
      POST   /api/runs/export                viewer
      GET    /api/runs/{id}/logs             viewer
      GET    /api/runs/{id}/logs/download    viewer
      WS     /api/runs/{id}/logs/live        viewer
      GET    /api/runs/{id}/metrics          viewer
      GET    /api/jobs/{job}/metrics         viewer
      GET    /api/search/logs                viewer
      GET    /api/logs/stats                 viewer
      POST   /api/logs/cleanup               operator
      GET    /api/stats                      viewer
      GET    /api/dashboard                  viewer
      GET    /api/queues                     viewer
      POST   /api/queues/{name}/pause        admin
      POST   /api/queues/{name}/resume       admin
      GET    /metrics                        viewer
      WS     /ws                             viewer

      GET    /api/settings/timezone          viewer
      GET    /api/timezones                  viewer
      """;

  private static final Map<String, Access> TABLE = parse(ROWS);

  private AccessTable() {}

  /** All rows: method and path, divided by one space, with what they ask. */
  public static Map<String, Access> rows() {
    return TABLE;
  }

  /**
   * What a route asks.
   *
   * @throws IllegalArgumentException if the table does not have it
   */
  public static Access of(String method, String path) {
    Access access = TABLE.get(method + " " + path);
    if (access == null) {
      throw new IllegalArgumentException(
          "The route " + method + " " + path + " does not stand in the access table");
    }
    return access;
  }

  private static Map<String, Access> parse(String rows) {
    Map<String, Access> table = new LinkedHashMap<>();
    rows.lines()
        .filter(row -> !row.isBlank())
        .map(row -> row.trim().split("\\s+"))
        .forEach(cells -> table.put(cells[0] + " " + cells[1], access(cells)));
    return Collections.unmodifiableMap(table);
  }

  private static Access access(String[] cells) {
    Rate rate = cells.length > 3 ? Rate.valueOf(cells[3].toUpperCase(Locale.ROOT)) : Rate.GENERAL;
    return switch (cells[2]) {
      case "anyone" -> new Access(Need.NOTHING, Optional.empty(), rate);
      case "public" -> new Access(Need.SETUP, Optional.empty(), rate);
      default -> new Access(Need.LOGIN, Optional.of(Role.named(cells[2]).orElseThrow()), rate);
    };
  }
}
