package dev.tempo.store.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A function over a connection or a row that may fail with an {@link SQLException}.
 *
 * @param <T> the input
 * @param <R> the result; never null where the caller does not say otherwise
 */
@FunctionalInterface
public interface SqlFunction<T, R extends @Nullable Object> {

  /**
   * Applies the function.
   *
   * @throws SQLException if the database fails
   */
  R apply(T input) throws SQLException;
}
