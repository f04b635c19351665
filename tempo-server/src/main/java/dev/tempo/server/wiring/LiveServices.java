package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.environments.EnvironmentEvents;
import dev.tempo.server.streaming.EventHub;
import dev.tempo.server.streaming.RunWaiter;

/**
 * What tells of runs while they run.
 *
 * @param waiter knows when one has ended
 * @param hub tells the pages of events
 */
record LiveServices(RunWaiter waiter, EventHub hub) {

  static LiveServices of(ServerContext context, ServerServices services, RunTools tools) {
    Tempo tempo = context.tempo();
    RunWaiter waiter = context.register(new RunWaiter(tempo));
    EventHub hub =
        context.register(
            new EventHub(tempo, services.index(), services.access(), tools.json(), context.time()));
    context.caches().register(hub);
    context.register(new EnvironmentEvents(tempo, hub::publish));
    services.jobs().late().onChange(hub::tellLate);
    return new LiveServices(waiter, hub);
  }
}
