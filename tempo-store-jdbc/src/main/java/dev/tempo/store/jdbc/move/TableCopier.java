package dev.tempo.store.jdbc.move;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreTables;
import dev.tempo.store.jdbc.TableShape;
import dev.tempo.store.jdbc.commit.GroupWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Copies tables in the order of their keys, page by page, each in a transaction; so the greatest
 * key that is there says how far it is. The next page is read while one is written. Not
 * thread-safe.
 */
final class TableCopier implements AutoCloseable {
  private final StoreTables target;
  private final MoveMark mark;
  private final Consumer<StoreMove.Progress> listener;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("tempo-move").daemon().factory());

  TableCopier(StoreTables target, MoveMark mark, Consumer<StoreMove.Progress> listener) {
    this.target = target;
    this.mark = mark;
    this.listener = listener;
  }

  void copy(String name, TableCatalog sources, TableCatalog targets) {
    TableCatalog.Located from = sources.get(name);
    TableCatalog.Located to = targets.get(name);
    TableMapping mapping = new TableMapping(from.shape(), to.shape());
    try {
      String begun = "begun " + name;
      if (!mark.isDone(begun)) {
        to.database().write(c -> target.clear(c, to.shape()));
        mark.done(begun);
      }
      if (sources.refersToItself(name) || targets.refersToItself(name)) {
        copyAtOnce(from, to, mapping);
      } else {
        copyByPages(from, to, mapping);
      }
      to.database().write(connection -> complete(connection, to.shape()));
    } catch (StoreException e) {
      throw new StoreException(
          e.reason(), "The table " + name + " cannot be moved: " + e.getMessage(), e);
    }
  }

  private boolean complete(Connection connection, TableShape table) throws SQLException {
    target.complete(connection, table);
    return true;
  }

  private void copyByPages(
      TableCatalog.Located from, TableCatalog.Located to, TableMapping mapping) {
    long total = count(from);
    long done = count(to);
    listener.accept(new StoreMove.Progress(from.shape().name(), done, total, false));
    CompletableFuture<TablePage> next = read(from, lastKey(to));
    for (TablePage page = GroupWriter.await(next);
        !page.isEmpty();
        page = GroupWriter.await(next)) {
      next = read(from, Optional.of(page.lastKey(from.shape())));
      TablePage rows = page;
      to.database().write(connection -> insert(connection, to.shape(), rows, mapping));
      done += page.rows().size();
      listener.accept(new StoreMove.Progress(from.shape().name(), done, total, false));
    }
  }

  /** Rows may refer to others that come later, so that all are there at the commit, or none. */
  private void copyAtOnce(
      TableCatalog.Located from, TableCatalog.Located to, TableMapping mapping) {
    if (count(to) == 0) {
      to.database()
          .write(
              connection -> {
                Optional<Object[]> after = Optional.empty();
                for (TablePage page = TablePage.read(from.database(), from.shape(), after);
                    !page.isEmpty();
                    page = TablePage.read(from.database(), from.shape(), after)) {
                  insert(connection, to.shape(), page, mapping);
                  after = Optional.of(page.lastKey(from.shape()));
                }
                return true;
              });
    }
    long total = count(from);
    listener.accept(new StoreMove.Progress(from.shape().name(), total, total, false));
  }

  private int insert(Connection connection, TableShape table, TablePage page, TableMapping mapping)
      throws SQLException {
    target.insert(connection, table, mapping.shared(page));
    return page.rows().size();
  }

  private CompletableFuture<TablePage> read(TableCatalog.Located from, Optional<Object[]> after) {
    return CompletableFuture.supplyAsync(
        () -> TablePage.read(from.database(), from.shape(), after), reader);
  }

  static long count(TableCatalog.Located table) {
    String sql = "SELECT count(*) FROM \"" + table.shape().name() + '"';
    return table.database().readInBackground(c -> Sql.of(c, sql).count());
  }

  private static Optional<Object[]> lastKey(TableCatalog.Located table) {
    TableShape shape = table.shape();
    Database database = table.database();
    String sql =
        "SELECT "
            + shape.keyList()
            + " FROM \""
            + shape.name()
            + "\" ORDER BY "
            + String.join(" DESC, ", shape.keyList().split(", "))
            + " DESC LIMIT 1";
    return database.read(
        c -> {
          try (var query = c.prepareStatement(sql);
              var rows = query.executeQuery()) {
            if (!rows.next()) {
              return Optional.empty();
            }
            Object[] key = new Object[shape.key().size()];
            for (int i = 0; i < key.length; i++) {
              int column = shape.indexOf(shape.key().get(i));
              key[i] = TablePage.value(rows, shape.columns().get(column).type(), i + 1);
            }
            return Optional.of(key);
          }
        });
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
