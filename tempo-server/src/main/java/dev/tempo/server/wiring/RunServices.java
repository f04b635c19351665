package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.comparison.SetupBook;
import dev.tempo.server.failures.FailureReasons;
import dev.tempo.server.runs.AnnotationStore;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunShares;
import dev.tempo.server.runs.UsualDurations;
import dev.tempo.store.jdbc.JdbcStore;

/**
 * What is known of runs besides themselves.
 *
 * @param annotations what people wrote on them
 * @param reasons why they failed
 * @param setups what they ran with
 * @param usual how long they usually take
 * @param access who may see them
 */
record RunServices(
    AnnotationStore annotations,
    FailureReasons reasons,
    SetupBook setups,
    UsualDurations usual,
    RunAccess access) {

  static RunServices of(ServerContext context, JobServices jobs) {
    Tempo tempo = context.tempo();
    JdbcStore store = context.store();
    Caches caches = context.caches();
    AnnotationStore annotations = new AnnotationStore(store.database());
    FailureReasons reasons = context.register(new FailureReasons(tempo, store.database()));
    SetupBook setups = caches.register(context.register(new SetupBook(tempo, store.database())));
    UsualDurations usual = caches.register(context.register(new UsualDurations(tempo)));
    RunShares shares = caches.register(new RunShares(annotations));
    RunAccess access = new RunAccess(store.runs(), jobs.jobs().index(), shares);
    return new RunServices(annotations, reasons, setups, usual, access);
  }
}
