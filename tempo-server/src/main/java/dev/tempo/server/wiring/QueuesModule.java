package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.http.Feature;
import dev.tempo.server.queues.PausedList;
import dev.tempo.server.queues.PausedQueues;
import dev.tempo.server.queues.QueueLimits;
import dev.tempo.server.queues.QueueRoutes;
import dev.tempo.server.streaming.EventHub;
import dev.tempo.store.jdbc.JdbcStore;
import java.util.List;
import java.util.Optional;

/** Queues, their limits, and which are paused. */
record QueuesModule(ServerContext context, ServerServices services, EventHub hub)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    Tempo tempo = context.tempo();
    JdbcStore store = context.store();
    PausedQueues pauses =
        new PausedQueues(store.database(), store.queues(), services.index(), context.time());
    hub.standing(
        caller -> {
          PausedList queues = pauses.told(caller);
          return new EventHub.Standing(Optional.of(queues), queues.queues().isEmpty());
        });
    return List.of(
        new QueueRoutes(
            tempo,
            services.index(),
            services.access(),
            new QueueLimits(tempo, context.config()),
            pauses,
            hub::tellPaused));
  }
}
