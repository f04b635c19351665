package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.environments.EnvironmentRoutes;
import dev.tempo.server.environments.PythonRoutes;
import dev.tempo.server.environments.ScriptCheckRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.versions.VersionRoutes;
import java.util.List;

/** What scripts say, and what they run in. */
record ScriptsModule(ServerContext context, ServerServices services) implements ServerModule {

  @Override
  public List<Feature> features() {
    Tempo tempo = context.tempo();
    JobService jobs = services.jobs().jobs();
    ScriptServices scripts = services.scripts();
    return List.of(
        new VersionRoutes(jobs, scripts.versions()),
        new ScriptCheckRoutes(jobs, scripts.scanner()),
        context.register(
            new EnvironmentRoutes(tempo, jobs, scripts.environments(), context.time())),
        new PythonRoutes(tempo.python(), scripts.environments(), scripts.python().usual()));
  }
}
