package dev.tempo.schedule;

/** The fields of a cron expression: OCPS 1.0 section 4.2 and 1.2 section 4.3. */
enum CronField {
  SECOND("second", 0, 59, "", "numbers from 0 to 59, and * , - /"),
  MINUTE("minute", 0, 59, "", "numbers from 0 to 59, and * , - /"),
  HOUR("hour", 0, 23, "", "numbers from 0 to 23, and * , - /"),
  DAY_OF_MONTH("day-of-month", 1, 31, "", "numbers from 1 to 31, and * ? , - / L W"),
  MONTH(
      "month",
      1,
      12,
      "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC",
      "numbers from 1 to 12, names from JAN to DEC, and * , - /"),
  DAY_OF_WEEK(
      "day-of-week",
      0,
      7,
      "SUNMONTUEWEDTHUFRISAT",
      "numbers from 0 to 7, names from SUN to SAT, and * ? , - / L #"),
  YEAR(
      "year",
      GregorianTables.FIRST_YEAR,
      GregorianTables.LAST_YEAR,
      "",
      "numbers from "
          + GregorianTables.FIRST_YEAR
          + " to "
          + GregorianTables.LAST_YEAR
          + ", and * , - /");

  final String label;
  final int max;
  private final int min;

  /** What may stand in the field, for messages. */
  private final String allowed;

  /** The names of the values from {@link #min} on, three letters each; empty if there are none. */
  private final String names;

  CronField(String label, int min, int max, String names, String allowed) {
    this.label = label;
    this.min = min;
    this.max = max;
    this.names = names;
    this.allowed = allowed;
  }

  /** The least number: Quartz counts weekdays from 1, the others from 0. */
  int min(Dialect dialect) {
    return this == DAY_OF_WEEK && dialect == Dialect.QUARTZ ? 1 : min;
  }

  /** What may stand in the field, for messages. */
  String allowed(Dialect dialect) {
    if (this != DAY_OF_WEEK) {
      return allowed;
    }
    return switch (dialect) {
      case OCPS -> allowed + " and + in front";
      case QUARTZ -> allowed.replace("0 to 7", "1 to 7");
      case SPRING -> allowed;
    };
  }

  boolean hasNames() {
    return !names.isEmpty();
  }

  /** Whether it is one of the two fields that choose days. */
  boolean choosesDays() {
    return this == DAY_OF_MONTH || this == DAY_OF_WEEK;
  }

  /**
   * The value of the name of three letters at an index of a text, or -1; in upper or lower case.
   * Sunday is what Spring replaces it with, 7, and in the other dialects the first day.
   */
  int named(String text, int start, Dialect dialect) {
    for (int name = 0; name < names.length(); name += 3) {
      if (isSame(text, start, name)
          && isSame(text, start + 1, name + 1)
          && isSame(text, start + 2, name + 2)) {
        boolean lastDay = this == DAY_OF_WEEK && dialect == Dialect.SPRING && name == 0;
        return lastDay ? max : min(dialect) + name / 3;
      }
    }
    return -1;
  }

  /** Compares within ASCII: to Java's own comparison a dotless i would be an I as well. */
  private boolean isSame(String text, int index, int letter) {
    char given = text.charAt(index);
    char wanted = names.charAt(letter);
    return given == wanted || given == wanted + ('a' - 'A');
  }

  /** The largest value that is written only one way: where Sunday is 0 and 7, Saturday is 6. */
  int largest(Dialect dialect) {
    return this == DAY_OF_WEEK && dialect != Dialect.QUARTZ ? 6 : max;
  }
}
