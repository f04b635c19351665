package dev.tempo.server.wiring;

import dev.tempo.server.http.Feature;
import dev.tempo.server.projects.ProjectFeatures;
import java.util.List;

/** What accounts keep files of their scripts in. */
record ProjectsModule(ServerContext context, ProjectFeatures projects) implements ServerModule {

  @Override
  public List<Feature> features() {
    context.onStarted(projects.service()::removeAbandoned);
    return projects.routes();
  }
}
