package dev.tempo.server;

import dev.tempo.JobPolicy;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.server.cli.Launcher;
import dev.tempo.server.environments.PythonSetup;
import dev.tempo.store.sqlite.SqliteStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server with an engine and a store of its own, on a data directory. */
final class Standalone implements Launcher.Running {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
  private static final int DEFAULT_QUEUE_LIMIT = 4;

  private final SqliteStore store;
  private final Tempo tempo;
  private final TempoServer server;

  private Standalone(SqliteStore store, Tempo tempo, TempoServer server) {
    this.store = store;
    this.tempo = tempo;
    this.server = server;
  }

  /** Opens the store, starts the engine, then the server; what fails undoes what came before. */
  static Standalone launch(Launcher.Options options) {
    SqliteStore store = SqliteStore.open(options.dataDirectory());
    try {
      Tempo tempo = engine(store);
      try {
        TempoServer server =
            TempoServer.builder()
                .host(options.host())
                .port(options.port())
                .start(tempo.start(), store);
        server.setupToken().ifPresent(Standalone::tell);
        return new Standalone(store, tempo, server);
      } catch (RuntimeException e) {
        tempo.close();
        throw e;
      }
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    tempo.close();
    store.close();
  }

  /** Scripts go on when the server stops, and are adopted when it starts again. */
  private static Tempo engine(SqliteStore store) {
    return Tempo.builder()
        .store(store)
        .queue(JobPolicy.DEFAULT_QUEUE, DEFAULT_QUEUE_LIMIT)
        .python(PythonSetup.of(System.getenv()).options())
        .shutdown(ShutdownPolicy.DEFAULT.scripts(ShutdownPolicy.Scripts.LEAVE))
        .build();
  }

  private static void tell(String setupToken) {
    LOG.info(
        "No account exists yet. From another machine, set-up needs this token: {}", setupToken);
  }
}
