package dev.tempo.server.projects;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.projects.ProjectResponses.BackupPage;
import dev.tempo.server.projects.ProjectResponses.BackupResponse;
import dev.tempo.server.projects.ProjectResponses.ProjectPage;
import dev.tempo.server.projects.ProjectResponses.ProjectResponse;
import dev.tempo.server.projects.ProjectResponses.Restored;
import dev.tempo.server.projects.ProjectResponses.UsageResponse;
import dev.tempo.server.projects.ProjectService.NewLabel;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.users.UserStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists, makes, renames, deletes, activates, backs up and restores projects. */
final class ProjectRoutes implements Feature {
  private static final int MAX_NAME = 100;
  private static final int MAX_DESCRIPTION = 1_000;

  private final ProjectService projects;
  private final ProjectFiles files;
  private final ProjectRestore restore;
  private final ProjectBackups backups;
  private final UserStore users;

  ProjectRoutes(
      ProjectService projects, ProjectFiles files, ProjectRestore restore, UserStore users) {
    this.projects = projects;
    this.files = files;
    this.restore = restore;
    this.backups = restore.backups();
    this.users = users;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/projects", this::list)
        .post("/api/projects", this::create)
        .get("/api/projects/active", this::active)
        .get("/api/projects/{id}", this::show)
        .put("/api/projects/{id}", this::rename)
        .delete("/api/projects/{id}", this::delete)
        .post("/api/projects/{id}/activate", this::activate)
        .get("/api/projects/{id}/backups", this::backups)
        .post("/api/projects/{id}/backups", this::backUp)
        .delete("/api/projects/{id}/backups/{backup}", this::deleteBackup)
        .post("/api/projects/{id}/backups/{backup}/restore", this::restore)
        .get("/api/users/{id}/projects", this::ofUser)
        .post("/api/data/{group}/{project}/backup", this::backUpNamed);
  }

  private RouteResponse list(ApiRequest call) {
    return page(call, call.caller().userId());
  }

  private RouteResponse ofUser(ApiRequest call) {
    UUID user = call.id("id", "user");
    users.find(user).orElseThrow(() -> ApiException.notFound("user", user.toString()));
    call.audit();
    return page(call, user);
  }

  private RouteResponse page(ApiRequest call, UUID user) {
    UUID active = projects.active(call.caller()).id();
    boolean sized = sized(call);
    List<Project> all = projects.of(user);
    return RouteResponse.ok(
        new ProjectPage(
            all.stream().map(project -> response(project, active, sized)).toList(),
            sized ? Optional.of(UsageResponse.of(files.usage(all.getFirst()))) : Optional.empty()));
  }

  /** Whether sizes are wanted, for which every file is looked at. */
  private static boolean sized(ApiRequest call) {
    return call.query().flag("sizes").orElse(true);
  }

  private RouteResponse show(ApiRequest call) {
    return RouteResponse.ok(shown(call, readable(call)));
  }

  private RouteResponse active(ApiRequest call) {
    Project active = projects.active(call.caller());
    return RouteResponse.ok(response(active, active.id(), sized(call)));
  }

  private RouteResponse create(ApiRequest call) {
    JsonInput body = call.body();
    String name = name(body).orElseGet(() -> nameless(body));
    String description = description(body).orElse("");
    body.end();
    return RouteResponse.created(
        shown(call, projects.create(call.caller().userId(), name, description)));
  }

  private RouteResponse rename(ApiRequest call) {
    Project project = own(call);
    JsonInput body = call.body();
    body.computed(
        "id", "directory", "isDefault", "isActive", "createdAt", "lastAccessedAt", "sizeBytes");
    NewLabel wanted = new NewLabel(name(body), description(body));
    body.end();
    call.subject(project.name() + " -> " + wanted.name().orElse(project.name()));
    return RouteResponse.ok(shown(call, projects.rename(project, wanted)));
  }

  private static Optional<String> name(JsonInput body) {
    Optional<String> name = body.text("name", MAX_NAME).value().map(String::strip);
    if (name.filter(ProjectRoutes::isNoName).isPresent()) {
      nameless(body);
    }
    return name;
  }

  private static boolean isNoName(String name) {
    return name.isEmpty() || name.chars().anyMatch(Character::isISOControl);
  }

  private static String nameless(JsonInput body) {
    body.violation("name", ProjectMessages.nameNeeded());
    return "";
  }

  private static Optional<String> description(JsonInput body) {
    return body.text("description", MAX_DESCRIPTION).value();
  }

  private RouteResponse delete(ApiRequest call) {
    Project project = own(call);
    call.subject(project.name());
    projects.delete(project);
    return RouteResponse.empty();
  }

  private RouteResponse activate(ApiRequest call) {
    call.bodyOrEmpty().end();
    return RouteResponse.ok(shown(call, projects.activate(own(call), call.caller())));
  }

  private RouteResponse backups(ApiRequest call) {
    return RouteResponse.ok(
        new BackupPage(backups.of(readable(call)).stream().map(BackupResponse::of).toList()));
  }

  private RouteResponse backUp(ApiRequest call) {
    call.bodyOrEmpty().end();
    return RouteResponse.created(BackupResponse.of(backups.make(own(call))));
  }

  private RouteResponse backUpNamed(ApiRequest call) {
    call.bodyOrEmpty().end();
    ProjectFileRoutes.group(call.path("group"));
    Project project = projects.named(call.path("project"), call.caller());
    return RouteResponse.created(BackupResponse.of(backups.make(project)));
  }

  private RouteResponse deleteBackup(ApiRequest call) {
    Project project = own(call);
    ProjectBackups.Backup backup = backups.find(project, call.path("backup"));
    call.subject(backup.name());
    backups.delete(backup);
    return RouteResponse.empty();
  }

  private RouteResponse restore(ApiRequest call) {
    call.bodyOrEmpty().end();
    Project project = own(call);
    String backup = call.path("backup");
    return RouteResponse.ok(
        new Restored(
            projects.whileIdle(project, now -> restore.restore(now, backups.find(now, backup)))));
  }

  private Project own(ApiRequest call) {
    return projects.own(call.path("id"), call.caller());
  }

  private Project readable(ApiRequest call) {
    return readable(projects, call);
  }

  /** A project that may be read; a look at somebody else's is kept in the trail. */
  static Project readable(ProjectService projects, ApiRequest call) {
    Project project = projects.readable(call.path("id"), call.caller());
    if (!ProjectService.isOf(project, call.caller())) {
      call.audit();
    }
    return project;
  }

  private ProjectResponse shown(ApiRequest call, Project project) {
    Caller caller = call.caller();
    return response(project, projects.active(caller).id(), true);
  }

  private ProjectResponse response(Project project, UUID active, boolean sized) {
    return new ProjectResponse(
        project.id(),
        project.name(),
        project.directory(),
        project.label().description(),
        project.isDefault(),
        project.id().equals(active),
        project.createdAt(),
        project.accessedAt(),
        sized ? Optional.of(files.size(project)) : Optional.empty());
  }
}
