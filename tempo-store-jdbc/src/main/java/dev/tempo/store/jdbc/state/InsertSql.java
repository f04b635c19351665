package dev.tempo.store.jdbc.state;

/** Statements that insert a row of given columns. */
public final class InsertSql {
  private InsertSql() {}

  /**
   * Returns an {@code INSERT} with a mark for each column.
   *
   * @param columns their names, divided by commas
   */
  public static String insert(String table, String columns) {
    String marks = "?" + ", ?".repeat(columns.split(",").length - 1);
    return "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")";
  }

  /**
   * Returns an {@code INSERT} that replaces the row with the same first column.
   *
   * @param columns their names, divided by commas
   */
  public static String upsert(String table, String columns) {
    return insert(table, columns) + onConflictReplace(columns);
  }

  /** Returns the clause by which a row replaces that with the same first column. */
  public static String onConflictReplace(String columns) {
    StringBuilder sets = new StringBuilder();
    String[] names = columns.split(",\\s*");
    for (int i = 1; i < names.length; i++) {
      sets.append(i == 1 ? "" : ", ").append(names[i]).append(" = excluded.").append(names[i]);
    }
    return " ON CONFLICT (" + names[0] + ") DO UPDATE SET " + sets;
  }
}
