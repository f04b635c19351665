package dev.tempo.server.wiring;

import dev.tempo.RunSurroundings;
import dev.tempo.server.health.SystemRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.interfaces.InterfaceFeatures;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.message.Languages;
import dev.tempo.server.projects.RunProjects;
import dev.tempo.server.runs.ScriptLanguage;
import java.util.List;

/** Pages that scripts serve. */
record InterfacesModule(
    ServerContext context, ServerServices services, SystemRoutes system, Languages languages)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    InterfaceFeatures.Server server =
        new InterfaceFeatures.Server(
            context.settings().address().host(),
            context.settings().proxies(),
            context.config(),
            languages,
            context.time());
    InterfaceFeatures.People people =
        new InterfaceFeatures.People(
            services.people().credentials().auth(),
            services.people().credentials().keys(),
            services.traffic().sockets(),
            services.names(),
            services.people().projects().service());
    InterfaceFeatures interfaces =
        context.register(
            new InterfaceFeatures(
                context.tempo(),
                context.store().database(),
                services.jobs().jobs(),
                people,
                server,
                others()));
    context.tempo().runSurroundings(interfaces.surroundings());
    context.onStarted(interfaces::begin);
    system.countPorts(interfaces::portsInUse);
    return interfaces.routes();
  }

  private RunSurroundings others() {
    RunProjects projects =
        services
            .people()
            .projects()
            .runs(id -> services.index().find(id).map(JobIndexEntry::details));
    return new ScriptLanguage(services.index(), languages).and(projects);
  }
}
