package dev.tempo.server.wiring;

import dev.tempo.RunStatus;
import dev.tempo.server.http.Feature;
import dev.tempo.server.projects.ProjectFeatures;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.store.RunQuery;
import java.util.List;
import java.util.UUID;

/** What accounts keep files of their scripts in. */
record ProjectsModule(ServerContext context, ProjectFeatures projects) implements ServerModule {

  @Override
  public List<Feature> features() {
    ProjectService service = projects.service();
    context.caches().register(service.names());
    projects.recover(); // before the routes
    service.usedBy(this::isInUse);
    context.onStarted(service::removeAbandoned);
    context.restorers().add(projects.restorer());
    return projects.routes();
  }

  /** Whether anything runs or waits in a project. */
  private boolean isInUse(UUID projectId) {
    RunQuery unfinished =
        RunQuery.ALL
            .withLabel(ProjectLabel.of(projectId))
            .withStatus(RunStatus.QUEUED, RunStatus.RUNNING)
            .withLimit(1);
    return !context.store().runs().list(unfinished).runs().isEmpty();
  }
}
