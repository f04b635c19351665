package dev.tempo.server.wiring;

import dev.tempo.server.http.Feature;
import dev.tempo.server.quota.LogQuotaRoutes;
import dev.tempo.server.quota.LogQuotaService;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.LogStatisticsRoutes;
import dev.tempo.server.runs.LogUsageRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.search.HistogramRoutes;
import dev.tempo.server.search.SearchRoutes;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;
import java.util.List;

/** What runs have said, and looking for it. */
record LogsModule(ServerContext context, ServerServices services, RunTools tools)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    JdbcStore store = context.store();
    TimeSource time = context.time();
    RunAccess access = services.access();
    LogQuotaService quotas =
        context
            .caches()
            .register(
                context.register(
                    new LogQuotaService(
                        context.tempo(),
                        store.database(),
                        new LogQuotaService.Sources(
                            context.config(), services.users(), services.runs().reasons()),
                        time)));
    return List.of(
        new LogRoutes(store.logs(), access, quotas),
        new LogUsageRoutes(tools.support(), services.jobs().retention(), quotas),
        new LogQuotaRoutes(quotas, services.users()),
        new LogStatisticsRoutes(
            context.tempo(), access, quotas, services.people().projects().service().names(), time),
        new SearchRoutes(store, access, tools.filter(), time),
        new HistogramRoutes(store, access, tools.filter(), services.index(), time));
  }
}
