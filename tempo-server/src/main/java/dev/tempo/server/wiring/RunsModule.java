package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.comparison.CompareRoutes;
import dev.tempo.server.comparison.RunEnvironmentRoutes;
import dev.tempo.server.comparison.RunTimelineRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Languages;
import dev.tempo.server.projects.FileParameters;
import dev.tempo.server.projects.ProjectFeatures;
import dev.tempo.server.projects.RunProjects;
import dev.tempo.server.runfiles.RunFileRecorder;
import dev.tempo.server.runfiles.RunFileRoutes;
import dev.tempo.server.runs.AnnotationRoutes;
import dev.tempo.server.runs.ContextRoutes;
import dev.tempo.server.runs.DeadLetterRoutes;
import dev.tempo.server.runs.ExportRoutes;
import dev.tempo.server.runs.RequirementRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunControlRoutes;
import dev.tempo.server.runs.RunRouteSupport;
import dev.tempo.server.runs.RunRoutes;
import dev.tempo.server.runs.RunScriptRoutes;
import dev.tempo.server.runs.ScriptLanguage;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.jdbc.JdbcStore;
import java.util.List;

/** What runs and has run. */
record RunsModule(
    ServerContext context, ServerServices services, RunTools tools, Languages languages)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    Tempo tempo = context.tempo();
    RunProjects projects =
        services
            .people()
            .projects()
            .runs(id -> services.index().find(id).map(JobIndexEntry::details));
    tempo.runLabels(projects);
    tempo.runSurroundings(new ScriptLanguage(services.index(), languages).and(projects));
    JdbcStore store = context.store();
    JobService jobs = services.jobs().jobs();
    JobIndex index = services.index();
    RunAccess access = services.access();
    RunRouteSupport support = tools.support();
    VersionService versions = services.scripts().versions();
    ProjectFeatures files = services.people().projects();
    RunFileRecorder recorder =
        context.register(
            new RunFileRecorder(
                tempo, files, store.database(), id -> index.find(id).map(JobIndexEntry::key)));
    return List.of(
        new RunFileRoutes(recorder, access, files.service()),
        new RunControlRoutes(tempo, jobs, access, tools.json(), tools.starter()),
        new RunRoutes(tempo, support, index),
        new DeadLetterRoutes(support, index),
        new ContextRoutes(support),
        new RequirementRoutes(
            support, jobs, tools.starter(), new FileParameters(files.service()), store.database()),
        new CompareRoutes(support, index, versions, services.runs().setups()),
        new RunEnvironmentRoutes(access, index, services.runs().setups()),
        new RunTimelineRoutes(tempo, access, index, services.runs().setups()),
        new AnnotationRoutes(support, services.users(), services.names()),
        new ExportRoutes(support),
        new RunScriptRoutes(store.runs(), access, versions));
  }
}
