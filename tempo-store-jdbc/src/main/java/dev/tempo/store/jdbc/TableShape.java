package dev.tempo.store.jdbc;

import java.util.List;
import java.util.Objects;

/**
 * What a table looks like. Immutable.
 *
 * @param name its name
 * @param columns in the order of their names
 * @param key the columns of the primary key, in its order
 */
public record TableShape(String name, List<Column> columns, List<String> key) {

  /** What a column holds. */
  public enum Type {
    /** Bytes. */
    BYTES,
    /** A text. */
    TEXT,
    /** An integer of 64 bits. */
    NUMBER,
    /** A floating-point number. */
    REAL
  }

  /**
   * A column.
   *
   * @param name its name
   * @param type what it holds
   * @param required whether it is never NULL
   */
  public record Column(String name, Type type, boolean required) {
    /** Checks for null. */
    public Column {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
    }
  }

  /** Copies the lists. */
  public TableShape {
    Objects.requireNonNull(name, "name");
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /**
   * Returns the position of a column.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("The table " + name + " has no column " + column);
  }

  /** Returns the names of all columns, quoted and divided by commas. */
  public String columnList() {
    return list(columns.stream().map(Column::name).toList());
  }

  /** Returns the names of the key's columns, quoted and divided by commas. */
  public String keyList() {
    return list(key);
  }

  private static String list(List<String> names) {
    return '"' + String.join("\", \"", names) + '"';
  }
}
