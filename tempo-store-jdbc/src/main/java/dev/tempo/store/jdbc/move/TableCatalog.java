package dev.tempo.store.jdbc.move;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreTables;
import dev.tempo.store.jdbc.TableShape;
import dev.tempo.store.jdbc.TableShape.Column;
import dev.tempo.store.jdbc.TableShape.Type;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of a store that are moved, as its databases' own catalogues have them. */
final class TableCatalog {
  /** What {@code run} is called by, where it is a view of several tables. */
  private static final List<String> KEY_OF_VIEW = List.of("id");

  private final Map<String, Located> tables;
  private final Map<String, Set<String>> references;

  /**
   * A table, and where it is.
   *
   * @param shape what it looks like
   * @param database in which it lies
   */
  record Located(TableShape shape, Database database) {}

  /** A column as the catalogue has it. */
  private record Listed(
      String table, String column, String type, boolean required, int keyPosition) {
    Column toColumn() {
      return new Column(column, TableCatalog.type(table, column, type), required);
    }
  }

  private record Reference(String from, String to) {}

  private TableCatalog(Map<String, Located> tables, Map<String, Set<String>> references) {
    this.tables = tables;
    this.references = references;
  }

  static TableCatalog of(StoreTables store) {
    Map<String, Located> tables = new TreeMap<>();
    Map<String, Set<String>> references = new TreeMap<>();
    for (Database database : store.databases()) {
      Map<String, List<Listed>> listed = new LinkedHashMap<>();
      database
          .read(c -> Sql.of(c, store.columns()).all(TableCatalog::listed))
          .forEach(
              each -> listed.computeIfAbsent(each.table(), any -> new ArrayList<>()).add(each));
      listed.keySet().removeAll(store.unmoved());
      listed.remove(MoveMark.TABLE);
      listed.forEach(
          (name, columns) -> tables.put(name, new Located(shape(name, columns), database)));
      database
          .read(c -> Sql.of(c, store.references()).all(TableCatalog::reference))
          .forEach(
              each ->
                  references.computeIfAbsent(each.from(), any -> new HashSet<>()).add(each.to()));
    }
    return new TableCatalog(tables, references);
  }

  private static Reference reference(ResultRow row) throws SQLException {
    return new Reference(row.text("table_name"), row.text("target"));
  }

  private static Listed listed(ResultRow row) throws SQLException {
    return new Listed(
        row.text("table_name"),
        row.text("column_name"),
        row.text("type"),
        row.flag("required"),
        row.integer("key_position"));
  }

  private static Type type(String table, String column, String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "blob", "bytea" -> Type.BYTES;
      case "text" -> Type.TEXT;
      case "integer", "bigint", "smallint" -> Type.NUMBER;
      case "real", "double precision" -> Type.REAL;
      default ->
          throw new StoreException(
              "The column "
                  + column
                  + " of the table "
                  + table
                  + " has the type "
                  + type
                  + ", which cannot be moved");
    };
  }

  private static TableShape shape(String name, List<Listed> columns) {
    List<String> key =
        columns.stream()
            .filter(each -> each.keyPosition() > 0)
            .sorted(Comparator.comparingInt(Listed::keyPosition))
            .map(Listed::column)
            .toList();
    return new TableShape(
        name,
        columns.stream().map(Listed::toColumn).sorted(Comparator.comparing(Column::name)).toList(),
        key.isEmpty() ? KEY_OF_VIEW : key);
  }

  Set<String> names() {
    return tables.keySet();
  }

  Located get(String name) {
    return tables.get(name);
  }

  /** Whether rows of a table refer to others of it. */
  boolean refersToItself(String name) {
    return references.getOrDefault(name, Set.of()).contains(name);
  }

  /** The names of all tables; each stands behind those that it, or its like, refers to. */
  List<String> ordered(TableCatalog like) {
    List<String> ordered = new ArrayList<>();
    Set<String> left = new TreeSet<>(tables.keySet());
    while (!left.isEmpty()) {
      String next =
          left.stream()
              .filter(name -> !waits(name, left) && !like.waits(name, left))
              .findFirst()
              .orElseThrow(() -> new StoreException("The tables " + left + " refer to each other"));
      left.remove(next);
      ordered.add(next);
    }
    return ordered;
  }

  private boolean waits(String name, Set<String> left) {
    return references.getOrDefault(name, Set.of()).stream()
        .anyMatch(target -> !target.equals(name) && left.contains(target));
  }
}
