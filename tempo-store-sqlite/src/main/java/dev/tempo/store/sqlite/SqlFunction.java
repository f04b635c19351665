package dev.tempo.store.sqlite;

import java.sql.SQLException;

/**
 * Something to do with a connection or a row.
 *
 * @param <T> what it works on
 * @param <R> what it gives; never null where the caller does not say otherwise
 */
@FunctionalInterface
public interface SqlFunction<T, R> {

  /** Does it. */
  R apply(T input) throws SQLException;
}
