package dev.tempo.server;

import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.move.StoreMove;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Moves what a server has between the files of a data directory and PostgreSQL. */
final class StandaloneMove {
  private final ServerLauncher.Options options;
  private final StoreProvider source;
  private final StoreProvider target;

  private StandaloneMove(
      ServerLauncher.Options options, StoreProvider source, StoreProvider target) {
    this.options = options;
    this.source = source;
    this.target = target;
  }

  static StandaloneMove of(ServerLauncher.Options options, ServerLauncher.Move move) {
    StoreProvider files = StandaloneStores.files();
    StoreProvider server = StandaloneStores.postgres(options.sources(), move.url());
    return move.toFiles()
        ? new StandaloneMove(options, server, files)
        : new StandaloneMove(options, files, server);
  }

  /**
   * Moves all, or goes on with a move.
   *
   * @throws StoreException that says why it could not
   */
  StoreMove.Report run(Consumer<StoreMove.Progress> listener) {
    if (!source.isCurrent(options.databaseFile())) {
      throw StoreMove.noData();
    }
    try (JdbcStore from = open(source);
        JdbcStore to = open(target)) {
      return StoreMove.between(from, to)
          .begin(() -> StandaloneServer.makeTables(options, to))
          .run(listener);
    }
  }

  private JdbcStore open(StoreProvider stores) {
    Optional<Path> file =
        stores.makesCopies() ? Optional.of(options.databaseFile()) : Optional.empty();
    return stores.open(options.dataDirectory(), file);
  }
}
