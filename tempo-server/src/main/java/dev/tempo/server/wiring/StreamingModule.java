package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.http.Feature;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.streaming.EventRoutes;
import dev.tempo.server.streaming.LatestSamples;
import dev.tempo.server.streaming.LiveLogRoutes;
import dev.tempo.server.streaming.LiveTail;
import dev.tempo.time.TimeSource;
import java.util.List;

/** What is told while it happens. */
record StreamingModule(ServerContext context, ServerServices services, LiveServices live)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    Tempo tempo = context.tempo();
    TimeSource time = context.time();
    RunAccess access = services.access();
    LatestSamples samples = context.register(new LatestSamples(tempo));
    return List.of(
        new LiveLogRoutes(tempo, access, live.waiter(), samples, time),
        new LiveTail(tempo, services.jobs().jobs(), access, live.waiter()),
        new EventRoutes(tempo, live.hub(), access, time));
  }
}
