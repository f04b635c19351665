package dev.tempo.server.runfiles;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.server.runfiles.RunFileResponses.FilesOfRun;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows which files of its project a run made or changed, to who may see those. */
public final class RunFileRoutes implements Feature {
  private final RunFileRecorder recorder;
  private final RunAccess access;
  private final ProjectService projects;

  /** Over what was noted, for those who may see the runs and the projects. */
  public RunFileRoutes(RunFileRecorder recorder, RunAccess access, ProjectService projects) {
    this.recorder = recorder;
    this.access = access;
    this.projects = projects;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/runs/{id}/files", this::show);
  }

  private RouteResponse show(ApiRequest call) {
    Run run = access.find(call.id("id", "run"), call.caller());
    Optional<UUID> project =
        ProjectLabel.projectOf(run)
            .flatMap(projects::find)
            .filter(one -> maySee(one, call))
            .map(Project::id);
    boolean known = project.isPresent() && run.status().isFinal() && !recorder.isPending(run.id());
    Optional<RunFiles> files = known ? recorder.of(run.id()) : Optional.<RunFiles>empty();
    return RouteResponse.ok(
        new FilesOfRun(
            run.id(),
            known,
            project,
            files.map(RunFiles::groupId),
            files.map(RunFiles::total).orElse(0),
            files.map(RunFiles::isComplete).orElse(true),
            files.map(RunFiles::files).orElse(List.of())));
  }

  /** Runs are also shown to people who may not look into the project; admins' looks are kept. */
  private static boolean maySee(Project project, ApiRequest call) {
    Caller caller = call.caller();
    boolean own = project.userId().equals(caller.userId());
    if (!own && caller.has(Role.ADMIN)) {
      call.audit();
    }
    return own || caller.has(Role.ADMIN);
  }
}
