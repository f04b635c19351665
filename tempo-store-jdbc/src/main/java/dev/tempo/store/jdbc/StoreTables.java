package dev.tempo.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * The tables of a store, for what moves them into a store of another kind. Which there are is read
 * from the database's own catalogue, so that none can be forgotten: all are moved but those that
 * are {@linkplain #unmoved named} here. Thread-safe.
 */
public interface StoreTables {

  /** Returns the databases in which the tables lie; the first one has jobs and runs. */
  List<Database> databases();

  /**
   * Returns a query for the columns of all tables. Its own columns are {@code table_name}, {@code
   * column_name}, {@code type}, {@code key_position} (from 1; 0 if it is not in the primary key)
   * and {@code required} (1 if it is never NULL).
   */
  String columns();

  /** Returns a query for what refers to what, as {@code table_name} and {@code target}. */
  String references();

  /** Returns the tables that are not moved: each store has them for itself, or makes them anew. */
  Set<String> unmoved();

  /**
   * Deletes what a new table has.
   *
   * @return how many rows
   * @throws SQLException if the database refuses
   */
  default int clear(Connection connection, TableShape table) throws SQLException {
    return Sql.of(connection, "DELETE FROM \"" + table.name() + '"').execute();
  }

  /**
   * Inserts rows into one of its tables, and makes anew what belongs to them and is not moved.
   *
   * @param table in the form of this store
   * @param rows values in the order of the table's columns: bytes, texts, longs, doubles, nulls
   * @throws SQLException if the database refuses
   */
  void insert(Connection connection, TableShape table, List<Object[]> rows) throws SQLException;

  /**
   * Does what a table needs once it is complete.
   *
   * @throws SQLException if the database refuses
   */
  void complete(Connection connection, TableShape table) throws SQLException;
}
