package dev.tempo.benchmarks.embed;

import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;

/** Tempo with its store on SQLite. */
final class TempoOnSqlite {
  private TempoOnSqlite() {}

  /** Takes a directory. */
  public static void main(String[] arguments) throws IOException {
    TempoInMemory.run(SqliteStore.open(Path.of(arguments[0])));
  }
}
