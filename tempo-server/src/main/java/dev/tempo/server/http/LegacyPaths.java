package dev.tempo.server.http;

import java.util.List;

/**
 * Legacy paths, forwarded to their replacement with its access rule. Parts of a path in braces are
 * handed on by name. Where the route that took its place has another method, that stands before the
 * path.
 */
public final class LegacyPaths {
  private static final String ROWS =
      """
      GET    /health                             /api/health
      GET    /setup/status                       /api/setup/status
      POST   /setup/admin                        /api/setup/admin
      GET    /api/auth/user                      /api/auth/me
      GET    /api/admin/users                    /api/users
      POST   /api/admin/users                    /api/users
      GET    /api/admin/users/{id}               /api/users/{id}
      PUT    /api/admin/users/{id}               /api/users/{id}
      DELETE /api/admin/users/{id}               /api/users/{id}
      GET    /api/admin/users/{id}/projects      /api/users/{id}/projects
      POST   /api/admin/users/{id}/reset-data    /api/users/{id}/reset-data
      GET    /api/user/preferences               /api/me/preferences
      POST   /api/user/preferences               PUT /api/me/preferences
      GET    /api/admin/logs/audit               /api/admin/audit
      GET    /api/scripts/{job}/trigger          /api/jobs/{job}/trigger
      POST   /api/scripts/{job}/trigger          /api/jobs/{job}/trigger

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
      GET    /api/scripts/search-tags            /api/jobs
      PATCH  /api/scripts/{job}/auto-save        /api/jobs/{job}/auto-save
      GET    /api/scripts/{job}/metadata         /api/jobs/{job}/metadata
      PUT    /api/scripts/{job}/metadata         /api/jobs/{job}/metadata
      POST   /api/scripts/{job}/refresh-metadata /api/jobs/{job}/refresh-metadata
      GET    /api/script-groups              /api/groups
      GET    /api/script-groups/{id}         /api/groups/{id}
      GET    /api/script-groups/{id}/scripts /api/groups/{id}/jobs
      GET    /api/groups/{id}/scripts        /api/groups/{id}/jobs
      GET    /api/script-groups/{id}/refresh POST /api/groups/{id}/refresh
      POST   /api/script-groups/{id}/refresh /api/groups/{id}/refresh
      POST   /api/script-groups/{id}/conda   PUT /api/groups/{id}/environment
      GET    /api/scripts/{job}/docs             /api/jobs/{job}/docs
      PUT    /api/scripts/{job}/docs             /api/jobs/{job}/docs
      GET    /api/scripts/{job}/description-long /api/jobs/{job}/docs
      PUT    /api/scripts/{job}/description-long /api/jobs/{job}/docs
      GET    /api/jobs/{job}/description-long    /api/jobs/{job}/docs
      PUT    /api/jobs/{job}/description-long    /api/jobs/{job}/docs
      GET    /api/scripts/{job}/tags             /api/jobs/{job}/tags
      PUT    /api/scripts/{job}/tags             /api/jobs/{job}/tags
      PUT    /api/scripts/{job}/favorite         /api/jobs/{job}/favorite
      DELETE /api/scripts/{job}/favorite         /api/jobs/{job}/favorite
      GET    /api/scripts/{job}/presets          /api/jobs/{job}/presets
      GET    /api/scripts/{job}/presets/{name}   /api/jobs/{job}/presets/{name}
      PUT    /api/scripts/{job}/presets/{name}   /api/jobs/{job}/presets/{name}
      DELETE /api/scripts/{job}/presets/{name}   /api/jobs/{job}/presets/{name}
      GET    /api/scripts/{job}/versions         /api/jobs/{job}/versions
      GET    /api/scripts/{job}/versions/{n}     /api/jobs/{job}/versions/{n}
      GET    /api/scripts/{job}/versions/{n}/diff      /api/jobs/{job}/versions/{n}/diff
      POST   /api/scripts/{job}/versions/{n}/restore   /api/jobs/{job}/versions/{n}/restore
      GET    /api/scripts/{job}/triggers         /api/jobs/{job}/triggers
      POST   /api/scripts/{job}/triggers         /api/jobs/{job}/triggers
      PUT    /api/scripts/{job}/triggers/{id}    /api/jobs/{job}/triggers/{id}
      DELETE /api/scripts/{job}/triggers/{id}    /api/jobs/{job}/triggers/{id}
      GET    /api/scripts/{job}/explain          /api/jobs/{job}/explain
      POST   /api/scripts/{job}/check            /api/jobs/{job}/check
      GET    /api/scripts/{job}/environment      /api/jobs/{job}/environment
      POST   /api/scripts/{job}/environment      /api/jobs/{job}/environment
      DELETE /api/scripts/{job}/environment      /api/jobs/{job}/environment
      WS     /api/scripts/{job}/environment/events /api/jobs/{job}/environment/events
      GET    /api/user/tags                      /api/tags

      POST   /api/jobs/{job}/open-interface      /api/jobs/{job}/interface
      POST   /api/scripts/{job}/open-interface   /api/jobs/{job}/interface
      GET    /api/jobs/{job}/interface-status    /api/jobs/{job}/interface
      GET    /api/scripts/{job}/interface-status /api/jobs/{job}/interface
      POST   /api/jobs/{job}/ping-interface      /api/jobs/{job}/interface/ping
      POST   /api/scripts/{job}/ping-interface   /api/jobs/{job}/interface/ping
      POST   /api/jobs/{job}/close-interface     DELETE /api/jobs/{job}/interface
      POST   /api/scripts/{job}/close-interface  DELETE /api/jobs/{job}/interface
      GET    /api/active-interfaces              /api/interfaces

      POST   /api/projects/{id}/set-active       /api/projects/{id}/activate
      GET    /api/logs/script/{job}              /api/jobs/{job}/runs
      GET    /api/logs/execution                 /api/runs
      GET    /api/logs/execution/{id}            /api/runs/{id}
      GET    /api/logs/{job}                     /api/jobs/{job}/runs
      GET    /api/logs/{job}/{id}                /api/runs/{id}
      GET    /api/system/backups                 /api/backups
      POST   /api/system/backup                  /api/backups
      DELETE /api/system/backups/{id}            /api/backups/{id}
      GET    /api/system/backup-status           /api/backups/status

      DELETE /api/logs/execution/{id}            /api/runs/{id}
      GET    /api/logs/execution/{id}/download   /api/runs/{id}/logs/download
      GET    /api/logs/search                    /api/search/logs
      GET    /api/admin/logs/execution           /api/runs
      GET    /api/dashboard/stats                /api/stats
      WS     /ws/logs/user                       /ws
      WS     /ws/logs/{id}                       /api/runs/{id}/logs/live
      """;

  private LegacyPaths() {}

  /** An older path and the route that took its place. */
  public record Row(String method, String from, String toMethod, String to) {
    public boolean isSocket() {
      return method.equals("WS");
    }
  }

  public static List<Row> rows() {
    return ROWS.lines()
        .filter(row -> !row.isBlank())
        .map(row -> row.trim().split("\\s+"))
        .map(LegacyPaths::row)
        .toList();
  }

  private static Row row(String[] cells) {
    return cells.length == 3
        ? new Row(cells[0], cells[1], cells[0], cells[2])
        : new Row(cells[0], cells[1], cells[2], cells[3]);
  }
}
