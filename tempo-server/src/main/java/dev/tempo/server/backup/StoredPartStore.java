package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Looks at which versions the parts of a copy have, without opening it as a store: the server's own
 * tables are opened when a server starts on them, which is too late to refuse them.
 */
final class StoredPartStore {
  private StoredPartStore() {}

  private record Part(String name, int version) {}

  /**
   * Lets a copy pass whose parts this version knows; what it knows nothing of does no harm.
   *
   * @throws StoreException if a part is newer
   */
  static void requireKnown(StoreProvider stores, Path copy) {
    List<Part> parts =
        stores.read(
            copy,
            c ->
                Sql.of(c, stores.dialect().tableExists(), "component").exists()
                    ? Sql.of(c, "SELECT name, version FROM component")
                        .all(row -> new Part(row.text("name"), (int) row.number("version")))
                    : List.of());
    String dialect = stores.dialect().name();
    for (Part part : parts) {
      if (isThere(dialect, part.name(), 1) && !isThere(dialect, part.name(), part.version())) {
        String why = message("api.kept.backup.newerPart", "part", part.name()).text();
        throw new StoreException(StoreException.Reason.TOO_NEW, why, null);
      }
    }
  }

  /** Whether this version has the script that makes a part what it is at a version. */
  private static boolean isThere(String dialect, String part, int version) {
    String script = String.format(Locale.ROOT, "/META-INF/db/%s/%s-%d.sql", dialect, part, version);
    return StoredPartStore.class.getResource(script) != null;
  }
}
