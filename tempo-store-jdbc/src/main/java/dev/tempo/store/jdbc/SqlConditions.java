package dev.tempo.store.jdbc;

import java.util.ArrayList;
import java.util.List;

/** Conditions that all must hold, with their arguments in order. Not thread-safe. */
public final class SqlConditions {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> arguments = new ArrayList<>();

  /** Makes an empty list, which every row meets. */
  public SqlConditions() {}

  /**
   * Adds a condition.
   *
   * @param values one for each of its marks
   */
  public SqlConditions and(String condition, Object... values) {
    conditions.add(condition);
    arguments.addAll(List.of(values));
    return this;
  }

  /** Returns the {@code WHERE} clause; empty if there is no condition. */
  public String where() {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  /**
   * Returns the arguments of all conditions.
   *
   * @param values what follows them in the statement
   */
  public Object[] arguments(Object... values) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(List.of(values));
    return all.toArray();
  }
}
