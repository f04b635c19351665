package dev.tempo.server.groups;

import dev.tempo.server.groups.GroupResponses.ActionResponse;
import dev.tempo.server.groups.GroupResponses.GroupLevel;
import dev.tempo.server.groups.GroupResponses.LevelResponse;
import dev.tempo.server.groups.GroupResponses.Permissions;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.security.authorization.Role;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells who may do what, and from which level on each job is seen. */
public final class PermissionRoutes implements Feature {
  /** What is done, with a route that does it; the least role of the route is the answer. */
  private static final Map<String, String> ACTIONS =
      new LinkedHashMap<>(
          Stream.of(
                  List.of("seeJobs", "GET /api/jobs"),
                  List.of("readDocs", "GET /api/jobs/{job}/docs"),
                  List.of("runJobs", "POST /api/jobs/{job}/run"),
                  List.of("cancelRuns", "POST /api/runs/{id}/cancel"),
                  List.of("createJobs", "POST /api/jobs"),
                  List.of("refreshGroups", "POST /api/groups/{id}/refresh"),
                  List.of("editMetadata", "POST /api/jobs/{job}/refresh-metadata"),
                  List.of("chooseEnvironments", "PUT /api/groups/{id}/environment"),
                  List.of("seeAllLogs", "GET /api/admin/logs/system"),
                  List.of("manageUsers", "POST /api/users"),
                  List.of("changeSettings", "PUT /api/settings"),
                  List.of("makeBackups", "POST /api/backups"),
                  List.of("readAudit", "GET /api/admin/audit"))
              .collect(
                  Collectors.toMap(
                      row -> row.get(0),
                      row -> row.get(1),
                      (one, other) -> one,
                      LinkedHashMap::new)));

  private final GroupService groups;
  private final JobService jobs;

  PermissionRoutes(GroupService groups, JobService jobs) {
    this.groups = groups;
    this.jobs = jobs;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/admin/permissions", this::matrix);
  }

  private RouteResponse matrix(ApiRequest call) {
    return RouteResponse.ok(
        new Permissions(
            Arrays.stream(Role.values()).map(Role::label).toList(),
            ACTIONS.entrySet().stream()
                .map(entry -> action(entry.getKey(), entry.getValue()))
                .toList(),
            jobs.index()
                .visibleTo(call.caller())
                .sorted(Comparator.comparing(JobIndexEntry::key))
                .map(PermissionRoutes::level)
                .toList(),
            groups.visibleTo(call.caller()).stream().map(GroupLevel::of).toList()));
  }

  private static ActionResponse action(String name, String route) {
    int space = route.indexOf(' ');
    Role least =
        AccessTable.of(route.substring(0, space), route.substring(space + 1)).role().orElseThrow();
    return new ActionResponse(
        name,
        Role.VIEWER.atLeast(least),
        Role.OPERATOR.atLeast(least),
        Role.DEVELOPER.atLeast(least),
        Role.ADMIN.atLeast(least));
  }

  private static LevelResponse level(JobIndexEntry job) {
    return new LevelResponse(
        job.id(),
        job.name(),
        job.origin().groupId(),
        job.details().ownership().requiredLevel().label());
  }
}
