package dev.tempo.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values that {@link StatementParameters} sets: a statement, or what gathers many rows to
 * be written by one. Places count from 1. Not thread-safe.
 */
public interface ParameterSink {

  /** Returns a sink that sets the parameters of a statement. */
  static ParameterSink of(PreparedStatement statement) {
    return new StatementSink(statement);
  }

  /** Takes bytes; null for NULL. */
  void bytes(int index, byte @Nullable [] value) throws SQLException;

  /** Takes a text; null for NULL. */
  void text(int index, @Nullable String value) throws SQLException;

  /** Takes an integer. */
  void number(int index, long value) throws SQLException;

  /** Takes NULL in the place of an integer. */
  void noNumber(int index) throws SQLException;

  /** Takes a floating-point number. */
  void real(int index, double value) throws SQLException;

  /** Takes a value of any type that the driver knows; null for NULL. */
  void raw(int index, @Nullable Object value) throws SQLException;
}
