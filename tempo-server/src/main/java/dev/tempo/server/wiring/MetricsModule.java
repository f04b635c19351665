package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.badges.BadgeRoutes;
import dev.tempo.server.dashboard.DashboardRoutes;
import dev.tempo.server.forecast.ForecastRoutes;
import dev.tempo.server.forecast.PublicPreviewRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.metrics.MetricRoutes;
import dev.tempo.server.metrics.PrometheusRoutes;
import dev.tempo.server.metrics.RunCounters;
import dev.tempo.server.metrics.StatsRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.settings.Settings;
import dev.tempo.time.TimeSource;
import java.util.List;

/** How jobs do, in figures. */
record MetricsModule(ServerContext context, ServerServices services, RunTools tools)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    Tempo tempo = context.tempo();
    TimeSource time = context.time();
    JobService jobs = services.jobs().jobs();
    JobIndex index = services.index();
    RunAccess access = services.access();
    RunCounters counters = context.register(new RunCounters(tempo));
    return List.of(
        new MetricRoutes(tempo, index, access, time),
        new StatsRoutes(tempo, index, access, time),
        new PrometheusRoutes(tempo, index, access, counters, jobs.views().late()),
        new DashboardRoutes(
            tempo,
            jobs,
            access,
            tools.json(),
            new DashboardRoutes.Place(time, context.config().directory())),
        new ForecastRoutes(
            tempo,
            jobs,
            new ForecastRoutes.Runs(access, services.runs().usual()),
            time,
            () -> context.config().get(Settings.TIMEZONE)),
        new PublicPreviewRoutes(() -> context.config().get(Settings.PUBLIC_PREVIEW), time),
        new BadgeRoutes(
            index,
            jobs.views(),
            context.store().database(),
            context.settings().address().base(),
            time));
  }
}
