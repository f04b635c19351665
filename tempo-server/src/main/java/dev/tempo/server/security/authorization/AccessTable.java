package dev.tempo.server.security.authorization;

import dev.tempo.server.security.authorization.Access.Need;
import dev.tempo.server.security.authorization.Access.Rate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * account exists; {@code public}, without a log-in; {@code key}, an API key; or the least role.
   * Then the rate limit, if it is not the general one, and {@code reads} where a method that
   * usually changes something does not, so that there is nothing to audit; and {@code ticket} for
   * what browsers ask by a link. WebSockets take tickets always.
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
      POST   /api/tickets                    viewer     reads

      GET    /api/users                      admin
      POST   /api/users                      admin
      GET    /api/users/{id}                 admin
      PUT    /api/users/{id}                 admin
      DELETE /api/users/{id}                 admin
      PUT    /api/me/password                viewer     login
      GET    /api/me/preferences             viewer
      PUT    /api/me/preferences             viewer
      GET    /api/me/filters                 viewer
      PUT    /api/me/filters                 viewer
      GET    /api/me/digest                  viewer
      PUT    /api/me/digest                  viewer
      GET    /api/me/recent-jobs             viewer
      DELETE /api/me/recent-jobs             viewer

      GET    /api/keys                       operator
      POST   /api/keys                       operator
      DELETE /api/keys/{id}                  operator
      POST   /api/keys/{id}/rotate           operator
      GET    /api/jobs/{job}/trigger         key        trigger
      POST   /api/jobs/{job}/trigger         key        trigger
      GET    /api/admin/audit                admin

      GET    /api/jobs                       viewer
      POST   /api/jobs                       developer
      GET    /api/jobs/{job}                 viewer
      PUT    /api/jobs/{job}                 operator
      DELETE /api/jobs/{job}                 operator
      GET    /api/jobs/{job}/files           operator
      GET    /api/jobs/{job}/deletion        operator
      POST   /api/jobs/bulk                  viewer
      POST   /api/deletions/{id}/undo        operator
      GET    /api/trash                      operator
      DELETE /api/trash/{id}                 operator
      POST   /api/trash/{id}/restore         operator
      PUT    /api/jobs/{job}/owner           operator
      POST   /api/jobs/{job}/enable          operator
      POST   /api/jobs/{job}/disable         operator
      PATCH  /api/jobs/{job}/auto-save       operator
      GET    /api/jobs/{job}/draft           operator
      PUT    /api/jobs/{job}/draft           operator
      DELETE /api/jobs/{job}/draft           operator
      GET    /api/jobs/{job}/metadata        viewer
      PUT    /api/jobs/{job}/metadata        operator
      POST   /api/jobs/{job}/refresh-metadata developer
      GET    /api/jobs/{job}/docs            viewer
      PUT    /api/jobs/{job}/docs            operator
      GET    /api/jobs/{job}/docs/files/{path}    viewer   ticket
      POST   /api/jobs/{job}/docs/template   operator   reads
      POST   /api/docs/render                viewer     reads
      GET    /api/admin/documentation        admin
      GET    /api/jobs/{job}/tags            viewer
      PUT    /api/jobs/{job}/tags            viewer
      GET    /api/jobs/{job}/notifications   viewer
      PUT    /api/jobs/{job}/favorite        viewer
      DELETE /api/jobs/{job}/favorite        viewer
      PUT    /api/jobs/{job}/used            viewer   reads
      GET    /api/jobs/{job}/parameters/last viewer
      GET    /api/jobs/{job}/presets         viewer
      GET    /api/jobs/{job}/presets/{name}  viewer
      PUT    /api/jobs/{job}/presets/{name}  operator
      DELETE /api/jobs/{job}/presets/{name}  operator
      GET    /api/jobs/{job}/versions        viewer
      GET    /api/jobs/{job}/versions/{n}    viewer
      GET    /api/jobs/{job}/versions/{n}/diff    viewer
      POST   /api/jobs/{job}/versions/{n}/restore operator
      GET    /api/jobs/{job}/triggers        viewer
      POST   /api/jobs/{job}/triggers        operator
      PUT    /api/jobs/{job}/triggers/{id}   operator
      DELETE /api/jobs/{job}/triggers/{id}   operator
      GET    /api/jobs/{job}/explain         viewer
      POST   /api/jobs/{job}/check           operator   reads
      GET    /api/jobs/{job}/environment     viewer
      POST   /api/jobs/{job}/environment     operator
      DELETE /api/jobs/{job}/environment     operator
      WS     /api/jobs/{job}/environment/events   viewer
      GET    /api/pythons                    viewer
      GET    /api/conda/environments         viewer
      POST   /api/conda/refresh              developer
      GET    /api/conda/environments/{name}/info  viewer
      GET    /api/tags                       viewer
      GET    /api/folders                    viewer
      POST   /api/folders                    developer
      PUT    /api/folders/{id}               developer
      DELETE /api/folders/{id}               developer
      GET    /api/folders/{id}/contents      developer
      GET    /api/groups                     viewer
      POST   /api/groups/refresh             developer
      GET    /api/groups/{id}                viewer
      GET    /api/groups/{id}/jobs           viewer
      POST   /api/groups/{id}/refresh        developer
      PUT    /api/groups/{id}/environment    developer
      PUT    /api/groups/{id}/level          developer
      POST   /api/groups/import              developer
      GET    /api/groups/{id}/export         developer  ticket

      POST   /api/jobs/{job}/interface       operator   run
      GET    /api/jobs/{job}/interface       viewer
      POST   /api/jobs/{job}/interface/ping  operator   reads
      DELETE /api/jobs/{job}/interface       operator
      GET    /api/interfaces                 viewer
      DELETE /api/interfaces/{id}            viewer
      GET    /api/admin/ports                admin

      GET    /api/projects                   viewer
      POST   /api/projects                   operator
      GET    /api/projects/active            viewer
      GET    /api/projects/{id}              viewer
      PUT    /api/projects/{id}              operator
      DELETE /api/projects/{id}              operator
      POST   /api/projects/{id}/activate     viewer
      GET    /api/projects/{id}/files        viewer
      GET    /api/projects/{id}/archive      viewer   ticket
      GET    /api/projects/{id}/files/{path}    viewer   ticket
      PUT    /api/projects/{id}/files/{path}    operator
      DELETE /api/projects/{id}/files/{path}    operator
      GET    /api/projects/{id}/backups      viewer
      POST   /api/projects/{id}/backups      operator
      DELETE /api/projects/{id}/backups/{backup} operator
      POST   /api/projects/{id}/backups/{backup}/restore operator
      GET    /api/users/{id}/projects        admin
      POST   /api/data/{group}/{project}/backup operator
      GET    /api/data/{group}/{project}/files  viewer
      GET    /api/data/{group}/{project}/{path} viewer ticket
      POST   /api/data/{group}/{project}/{path} operator
      DELETE /api/data/{group}/{project}/{path} operator
      GET    /api/templates                  viewer
      GET    /api/export                     developer  ticket
      POST   /api/import                     developer
      POST   /api/jobs/{job}/run             operator   run
      POST   /api/jobs/{job}/try             operator   run
      POST   /api/jobs/{job}/stop            operator
      GET    /api/jobs/{job}/status          viewer
      GET    /api/jobs/{job}/runs            viewer
      POST   /api/schedules/preview          viewer     reads

      GET    /api/runs                       viewer
      GET    /api/dead-letters               viewer
      GET    /api/runs/{id}                  viewer
      DELETE /api/runs/{id}                  operator
      POST   /api/runs/{id}/cancel           operator
      POST   /api/runs/{id}/rerun            operator   run
      POST   /api/runs/{id}/acknowledge      operator
      GET    /api/runs/{id}/context          viewer
      GET    /api/runs/{id}/compare          viewer
      GET    /api/runs/{id}/environment      viewer
      GET    /api/runs/{id}/timeline         viewer
      GET    /api/runs/{id}/files            viewer
      GET    /api/runs/{id}/requirement      viewer
      POST   /api/runs/{id}/requirement      operator   run
      GET    /api/runs/{id}/annotations      viewer
      PUT    /api/runs/{id}/note             operator
      PUT    /api/runs/{id}/bookmark         operator
      PUT    /api/runs/{id}/tags             operator
      POST   /api/runs/{id}/share            admin
      POST   /api/runs/delete                operator
      POST   /api/runs/cancel                operator
      POST   /api/runs/rerun                 operator   run
      POST   /api/runs/acknowledge           operator
      POST   /api/runs/export                viewer     reads
      GET    /api/runs/{id}/notifications    viewer
      GET    /api/runs/{id}/logs             viewer
      GET    /api/runs/{id}/logs/marks       viewer
      GET    /api/runs/{id}/logs/download    viewer     ticket
      WS     /api/runs/{id}/logs/live        viewer
      GET    /api/runs/{id}/script           viewer
      GET    /api/runs/{id}/metrics          viewer
      GET    /api/jobs/{job}/metrics         viewer
      GET    /api/search/logs                viewer
      GET    /api/search/logs/histogram      viewer
      WS     /api/logs/tail                  viewer
      GET    /api/logs/stats                 viewer
      GET    /api/logs/statistics            viewer
      GET    /api/logs/project/{project}     viewer
      POST   /api/logs/cleanup               operator
      GET    /api/stats                      viewer
      GET    /api/dashboard                  viewer
      GET    /api/forecast                   viewer
      GET    /api/public/preview             public     preview
      GET    /api/jobs/{job}/badge.svg       viewer
      GET    /api/jobs/{job}/badge           operator
      POST   /api/jobs/{job}/badge           operator
      DELETE /api/jobs/{job}/badge           operator
      GET    /api/badges/{token}             public
      GET    /api/queues                     viewer
      POST   /api/queues                     admin
      PUT    /api/queues/{name}              admin
      DELETE /api/queues/{name}              admin
      POST   /api/queues/{name}/pause        admin
      POST   /api/queues/{name}/resume       admin
      GET    /api/nodes                      admin
      POST   /api/nodes/{id}/drain           admin
      POST   /api/nodes/{id}/resume          admin
      GET    /metrics                        viewer
      WS     /ws                             viewer

      GET    /api/admin/logs/system          admin
      GET    /api/admin/logs/user/{id}       admin
      DELETE /api/admin/logs/user/{id}       admin
      POST   /api/admin/logs/export          admin      reads
      GET    /api/admin/data                 admin
      POST   /api/users/{id}/reset-data      admin
      GET    /api/admin/health               admin
      GET    /api/admin/permissions          admin
      GET    /api/admin/metadata-changes     admin
      GET    /api/admin/host                 admin
      GET    /api/backups                    admin
      POST   /api/backups                    admin
      GET    /api/backups/status             admin
      DELETE /api/backups/running            admin
      DELETE /api/backups/restore            admin
      DELETE /api/backups/{id}               admin
      GET    /api/backups/{id}/download      admin      ticket
      GET    /api/backups/{id}/log           admin
      POST   /api/backups/{id}/verify        admin      reads
      GET    /api/backups/{id}/items         admin
      POST   /api/backups/{id}/items/restore admin
      POST   /api/backups/{id}/restore       admin
      GET    /api/branding                   anyone
      GET    /api/branding/logo              anyone
      GET    /api/i18n/languages             anyone
      GET    /api/i18n/{language}            anyone
      GET    /api/settings                   admin
      PUT    /api/settings                   admin
      GET    /api/settings/retention         admin
      PUT    /api/settings/retention         admin
      GET    /api/settings/log-quota         admin
      PUT    /api/settings/log-quota         admin
      GET    /api/settings/smtp              admin
      PUT    /api/settings/smtp              admin
      POST   /api/settings/smtp/test         admin
      GET    /api/settings/timezone          viewer
      GET    /api/timezones                  viewer
      """;

  private static final Set<String> READING = Set.of("GET", "WS");
  private static final Set<String> MARKS = Set.of("reads", "ticket");
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
    Set<String> more = Set.copyOf(Arrays.asList(cells).subList(3, cells.length));
    boolean changes = !READING.contains(cells[0]) && !more.contains("reads");
    boolean byTicket = cells[0].equals("WS") || more.contains("ticket");
    Rate rate =
        more.stream()
            .filter(cell -> !MARKS.contains(cell))
            .map(cell -> Rate.valueOf(cell.toUpperCase(Locale.ROOT)))
            .findFirst()
            .orElse(Rate.GENERAL);
    return switch (cells[2]) {
      case "anyone" -> new Access(Need.NOTHING, Optional.empty(), rate, changes, byTicket);
      case "public" -> new Access(Need.SETUP, Optional.empty(), rate, changes, byTicket);
      case "key" -> new Access(Need.KEY, Optional.empty(), rate, true, byTicket); // by GET too
      default ->
          new Access(
              Need.LOGIN, Optional.of(Role.named(cells[2]).orElseThrow()), rate, changes, byTicket);
    };
  }
}
