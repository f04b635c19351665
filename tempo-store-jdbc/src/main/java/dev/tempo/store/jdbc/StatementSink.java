package dev.tempo.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** The parameters of a statement. */
record StatementSink(PreparedStatement statement) implements ParameterSink {
  @Override
  public void bytes(int index, byte @Nullable [] value) throws SQLException {
    statement.setBytes(index, value);
  }

  @Override
  public void text(int index, @Nullable String value) throws SQLException {
    statement.setString(index, value);
  }

  @Override
  public void number(int index, long value) throws SQLException {
    statement.setLong(index, value);
  }

  @Override
  public void noNumber(int index) throws SQLException {
    statement.setNull(index, Types.BIGINT);
  }

  @Override
  public void real(int index, double value) throws SQLException {
    statement.setDouble(index, value);
  }

  @Override
  public void raw(int index, @Nullable Object value) throws SQLException {
    statement.setObject(index, value);
  }
}
