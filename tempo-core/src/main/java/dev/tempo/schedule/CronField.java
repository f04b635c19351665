package dev.tempo.schedule;

import dev.tempo.internal.message.CronMessages;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;

/** The fields of a cron expression: OCPS 1.0 section 4.2 and 1.2 section 4.3. */
enum CronField {
  SECOND("second", CronMessages.SECOND, 0, 59),
  MINUTE("minute", CronMessages.MINUTE, 0, 59),
  HOUR("hour", CronMessages.HOUR, 0, 23),
  DAY_OF_MONTH("day-of-month", CronMessages.DAY_OF_MONTH, 1, 31),
  MONTH("month", CronMessages.MONTH, 1, 12),
  DAY_OF_WEEK("day-of-week", CronMessages.DAY_OF_WEEK, 0, 7),
  YEAR("year", CronMessages.YEAR, GregorianTables.FIRST_YEAR, GregorianTables.LAST_YEAR);

  private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  private static final String WEEKDAYS = "SUNMONTUEWEDTHUFRISAT";

  final String label;

  /** The label for messages. */
  final MessageTemplate name;

  final int max;
  private final int min;

  CronField(String label, MessageTemplate name, int min, int max) {
    this.label = label;
    this.name = name;
    this.min = min;
    this.max = max;
  }

  /** The least number: Quartz counts weekdays from 1, the others from 0. */
  int min(Dialect dialect) {
    return this == DAY_OF_WEEK && dialect == Dialect.QUARTZ ? 1 : min;
  }

  /** What may stand in the field, for messages. */
  Message allowed(Dialect dialect) {
    return switch (this) {
      case SECOND, MINUTE, HOUR, YEAR -> CronMessages.NUMBERS.of(min, max, "* , - /");
      case DAY_OF_MONTH -> CronMessages.NUMBERS.of(min, max, "* ? , - / L W");
      case MONTH -> CronMessages.NUMBERS_AND_NAMES.of(min, max, "JAN", "DEC", "* , - /");
      case DAY_OF_WEEK -> {
        MessageTemplate text =
            dialect == Dialect.OCPS
                ? CronMessages.NUMBERS_AND_NAMES_BEHIND_PLUS
                : CronMessages.NUMBERS_AND_NAMES;
        yield text.of(min(dialect), max, "SUN", "SAT", "* ? , - / L #");
      }
    };
  }

  /** The names of the values from the least on, three letters each; empty if there are none. */
  private String names() {
    return switch (this) {
      case MONTH -> MONTHS;
      case DAY_OF_WEEK -> WEEKDAYS;
      default -> "";
    };
  }

  boolean hasNames() {
    return !names().isEmpty();
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
    for (int name = 0; name < names().length(); name += 3) {
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
    char wanted = names().charAt(letter);
    return given == wanted || given == wanted + ('a' - 'A');
  }

  /** The largest value that is written only one way: where Sunday is 0 and 7, Saturday is 6. */
  int largest(Dialect dialect) {
    return this == DAY_OF_WEEK && dialect != Dialect.QUARTZ ? 6 : max;
  }
}
