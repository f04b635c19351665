package dev.tempo.store.jdbc;

import java.sql.SQLException;

/** Sets the parameters of a statement. */
@FunctionalInterface
public interface Binding {

  /** Sets no parameter. */
  Binding NONE = parameters -> {};

  /**
   * Sets all parameters, in the order of their marks.
   *
   * @throws SQLException if the driver refuses one
   */
  void to(StatementParameters parameters) throws SQLException;
}
