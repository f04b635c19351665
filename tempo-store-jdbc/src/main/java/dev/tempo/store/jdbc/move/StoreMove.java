package dev.tempo.store.jdbc.move;

import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Moves everything that a store holds into an empty store of another kind: jobs, runs, logs, what
 * others keep in tables of their own, and to which installation it belongs. The source stays as it
 * is. Afterwards both are read again and compared.
 *
 * {@snippet :
 * try (SqliteStore source = SqliteStore.open(directory);
 *     PostgresStore target = PostgresStore.open(dataSource)) {
 *   StoreMove.Report report = StoreMove.between(source, target).run(progress -> {});
 * }
 * }
 *
 * <p>What was moved is durable page by page, so that a move that was interrupted at whichever point
 * is gone on with by starting it again: nothing is moved twice. Memory for some megabytes of rows
 * is enough. Both stores are claimed as long as it lasts, so that no engine runs on either. Not
 * thread-safe.
 */
public final class StoreMove {
  /** The one table that is not empty in a new store. */
  private static final String SEEDED = "metric_mark";

  /** That the tables of others were made. */
  private static final String TABLES = "tables";

  /** Parts whose versions are counted apart in each kind of database. */
  private static final List<String> OWN_PARTS = List.of("tempo", "logs", "cluster", "changes");

  private final JdbcStore source;
  private final JdbcStore target;
  private final MoveMark mark;

  /**
   * How far a move is.
   *
   * @param table which is being moved or compared
   * @param rows of it that were dealt with
   * @param total how many it has
   * @param compares whether all was moved, and is being compared
   */
  public record Progress(String table, long rows, long total, boolean compares) {}

  /**
   * What is the same on both sides.
   *
   * @param tables in the order of their names
   */
  public record Report(List<Moved> tables) {
    /** Copies the list. */
    public Report {
      tables = List.copyOf(tables);
    }

    /** Returns how many rows there are. */
    public long rows() {
      return tables.stream().mapToLong(Moved::rows).sum();
    }
  }

  /**
   * What a table has.
   *
   * @param table its name
   * @param rows how many
   * @param sha256 the sum over all values, which does not depend on the kind of database
   */
  public record Moved(String table, long rows, String sha256) {}

  private StoreMove(JdbcStore source, JdbcStore target) {
    this.source = source;
    this.target = target;
    this.mark = new MoveMark(target.database());
  }

  /** Returns a move, which has not begun. */
  public static StoreMove between(JdbcStore source, JdbcStore target) {
    return new StoreMove(
        Objects.requireNonNull(source, "source"), Objects.requireNonNull(target, "target"));
  }

  /** Returns whether a database is the target of a move that has not ended. */
  public static boolean isUnfinished(Database database) {
    return new MoveMark(database).source().isPresent();
  }

  /** Returns what to throw if a source has no data of this version. */
  public static StoreException noData() {
    return new StoreException(
        "There is no data of this version of Tempo in the source; if it is that of an earlier"
            + " one, bring it up to date with 'tempo migrate' alone");
  }

  /**
   * Refuses a database that is the target of a move that has not ended.
   *
   * @throws StoreException if it is
   */
  public static void requireEnded(Database database) {
    if (isUnfinished(database)) {
      throw new StoreException(
          database.name()
              + " is the target of a move that has not ended; run the same 'tempo migrate --to'"
              + " or '--from' again, and it goes on");
    }
  }

  /**
   * Takes the target for this move, and has others make tables of their own there, as they are in
   * the source; unless that was done before.
   *
   * @param tables makes tables in the target
   * @return this
   * @throws StoreException if the target holds something else
   */
  public StoreMove begin(Runnable tables) {
    Objects.requireNonNull(tables, "tables");
    if (isUnfinished(source.database())) {
      throw new StoreException(
          source.database().name()
              + " is itself the target of a move that has not ended; end that one first");
    }
    String name = name(source);
    Optional<String> begun = mark.source();
    if (begun.isEmpty()) {
      requireEmpty(TableCatalog.of(target.tables()));
      mark.begin(name);
    } else if (!begun.get().equals(name)) {
      throw new StoreException(
          target.database().name()
              + " holds a part of "
              + begun.get()
              + ", whose move has not ended; end that one, or delete what is there");
    }
    if (!mark.isDone(TABLES)) {
      tables.run();
      mark.done(TABLES);
    }
    return this;
  }

  /**
   * Moves all that was not moved before, and compares both sides.
   *
   * @param listener is told after each page
   * @return what both sides hold
   * @throws StoreException if the target holds something else, the two have not the same version,
   *     one of them fails or is in use elsewhere, or they are not the same in the end
   * @throws IllegalStateException if an engine of this program has one of them
   */
  public Report run(Consumer<Progress> listener) {
    Objects.requireNonNull(listener, "listener");
    return claimed(source, () -> claimed(target, () -> moved(listener)));
  }

  private static Report claimed(Store store, Supplier<Report> work) {
    Store.Claim claim = store.claim();
    try {
      return work.get();
    } finally {
      claim.close();
    }
  }

  private Report moved(Consumer<Progress> listener) {
    begin(() -> {});
    requireSameVersions();
    StoreTables from = source.tables();
    StoreTables to = target.tables();
    TableCatalog sources = TableCatalog.of(from);
    TableCatalog targets = TableCatalog.of(to);
    requireRoom(sources, targets);
    try (TableCopier copier = new TableCopier(to, mark, listener)) {
      for (String name : sources.ordered(targets)) {
        copier.copy(name, sources, targets);
      }
    }
    Report report = compare(sources, targets, listener);
    source.identities().database().ifPresent(target::identify);
    mark.end();
    return report;
  }

  private void requireSameVersions() {
    Map<String, Long> here = versions(source.database());
    Map<String, Long> there = versions(target.database());
    for (Map.Entry<String, Long> part : here.entrySet()) {
      if (!part.getValue().equals(there.get(part.getKey()))) {
        throw new StoreException(
            String.format(
                Locale.ROOT,
                "The tables of the part %s have the version %d in %s, but %s in %s; bring both up"
                    + " to date with the same version of Tempo first",
                part.getKey(),
                part.getValue(),
                source.database().name(),
                there.containsKey(part.getKey()) ? there.get(part.getKey()).toString() : "none",
                target.database().name()));
      }
    }
  }

  private static Map<String, Long> versions(Database database) {
    Map<String, Long> versions = new TreeMap<>();
    database
        .read(
            c ->
                Sql.of(c, "SELECT name, version FROM component")
                    .all(row -> Map.entry(row.text("name"), row.number("version"))))
        .forEach(part -> versions.put(part.getKey(), part.getValue()));
    OWN_PARTS.forEach(versions::remove);
    return versions;
  }

  private void requireRoom(TableCatalog sources, TableCatalog targets) {
    List<String> unknown =
        sources.names().stream().filter(name -> !targets.names().contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new StoreException(
          source.database().name()
              + " has tables that "
              + target.database().name()
              + " has not: "
              + String.join(", ", unknown));
    }
  }

  /** By its installation wherever it is known, as a file may have been moved since. */
  private static String name(JdbcStore store) {
    return store
        .identities()
        .database()
        .map(UUID::toString)
        .map("installation "::concat)
        .orElseGet(() -> store.database().name());
  }

  private void requireEmpty(TableCatalog targets) {
    List<String> full = new ArrayList<>();
    for (String name : targets.names()) {
      Database database = targets.get(name).database();
      String any = "SELECT 1 FROM \"" + name + "\" LIMIT 1";
      if (!name.equals(SEEDED) && database.read(c -> Sql.of(c, any).exists())) {
        full.add(name);
      }
    }
    if (!full.isEmpty()) {
      throw new StoreException(
          target.database().name()
              + " is not empty: it has rows in "
              + full.stream().limit(5).collect(Collectors.joining(", "))
              + (full.size() > 5 ? " and others" : "")
              + ". Choose another one, or delete what is there");
    }
  }

  private Report compare(TableCatalog sources, TableCatalog targets, Consumer<Progress> listener) {
    TableComparison comparison = new TableComparison(listener);
    List<Moved> moved = new ArrayList<>();
    List<String> different = new ArrayList<>();
    for (String name : sources.names()) {
      Optional<Moved> same = comparison.compare(sources.get(name), targets.get(name));
      same.ifPresentOrElse(moved::add, () -> different.add(name));
    }
    if (!different.isEmpty()) {
      throw new StoreException(
          "What was moved is not what "
              + source.database().name()
              + " holds, which must have been changed since the move began: "
              + String.join(", ", different)
              + ". Delete what is in "
              + target.database().name()
              + ", and move again");
    }
    return new Report(moved);
  }
}
