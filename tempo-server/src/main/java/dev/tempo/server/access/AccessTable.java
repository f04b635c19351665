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
      POST   /api/runs/{id}/cancel           operator
      GET    /api/runs/{id}/logs             viewer
      WS     /api/runs/{id}/logs/live        viewer

      GET    /api/admin/logs/system          admin
      GET    /api/backups                    admin
      POST   /api/backups                    admin
      GET    /api/backups/status             admin
      DELETE /api/backups/restore            admin
      DELETE /api/backups/{id}               admin
      POST   /api/backups/{id}/restore       admin
      GET    /api/branding                   anyone
      GET    /api/branding/logo              anyone
      GET    /api/settings                   admin
      PUT    /api/settings                   admin
      GET    /api/settings/retention         admin
      PUT    /api/settings/retention         admin
      GET    /api/settings/smtp              admin
      PUT    /api/settings/smtp              admin
      POST   /api/settings/smtp/test         admin
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
