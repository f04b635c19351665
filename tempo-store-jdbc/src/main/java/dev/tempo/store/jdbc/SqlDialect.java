package dev.tempo.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * In what the SQL of one kind of database differs from that of others. Statements keep to what
 * SQLite and PostgreSQL have in common: {@code ON CONFLICT (…) DO UPDATE} and {@code DO NOTHING},
 * {@code IS DISTINCT FROM}, {@code LIMIT}, rows compared as tuples, common table expressions. What
 * tables are made of stands in scripts of the dialect (see {@link Migrations}). Thread-safe.
 */
public interface SqlDialect {

  /** Returns the name of the dialect, which is that of the directory of its scripts. */
  String name();

  /** Returns a query that has a row if there is a table; its one parameter is the name. */
  String tableExists();

  /**
   * Returns a query for the references to a table whose rows are deleted with the row that they
   * refer to. Its one parameter is the name of the table referred to; its columns are {@code name},
   * that of the table with the reference, and {@code reference}, that of its column. Ordered by
   * {@code name}.
   */
  String cascadingReferences();

  /**
   * Does something that may take long, such as a change of large tables, without a limit to how
   * long an answer of the database is waited for. Where there is none anyway, just does it.
   *
   * @throws SQLException if the work does, or the limit cannot be lifted
   */
  default <T extends @Nullable Object> T withoutTimeout(
      Connection connection, SqlFunction<Connection, T> work) throws SQLException {
    return work.apply(connection);
  }
}
