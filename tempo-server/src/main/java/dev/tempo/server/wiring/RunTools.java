package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.nodes.RunNodes;
import dev.tempo.server.runs.DefaultLimits;
import dev.tempo.server.runs.RunFilterReader;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunRouteSupport;
import dev.tempo.server.runs.RunStarter;
import dev.tempo.server.settings.JobDefaults;

/**
 * What the routes of runs are made with.
 *
 * @param json how a run is shown
 * @param filter how runs are looked for
 * @param support what most routes of runs do
 * @param starter starts runs by hand
 */
record RunTools(RunJson json, RunFilterReader filter, RunRouteSupport support, RunStarter starter) {

  static RunTools of(ServerContext context, ServerServices services) {
    Tempo tempo = context.tempo();
    JobService jobs = services.jobs().jobs();
    RunJson json = json(context, services);
    RunFilterReader filter =
        new RunFilterReader(
            jobs.index(),
            services.users(),
            services.names(),
            services.people().projects().service());
    RunRouteSupport support =
        new RunRouteSupport(tempo, services.access(), json, filter, jobs.views());
    context.register(support.forgetDeleted());
    RunStarter starter =
        new RunStarter(tempo, jobs, services.access(), services.people().projects().service());
    return new RunTools(json, filter, support, starter);
  }

  private static RunJson json(ServerContext context, ServerServices services) {
    return new RunJson(
        new RunJson.Sources(
            context.tempo(),
            new RunJson.Names(
                services.names(),
                services.people().projects().service().names(),
                new RunNodes(context.tempo()::nodes)),
            services.scripts().versions(),
            services.runs().annotations(),
            new DefaultLimits(context.tempo(), new JobDefaults(context.config())),
            services.runs().reasons(),
            services.runs().usual()));
  }
}
