package dev.tempo.benchmarks.cron;

/** Cron expressions, from every second to once in 28 years, and how each library writes them. */
public enum Expression {
  /** Each second. */
  EVERY_SECOND("* * * * * *", "* * * * * ?", "* * * * * *", "* * * * * *"),
  /** Each minute. */
  EVERY_MINUTE("* * * * *", "0 * * * * ?", "0 * * * * *", "* * * * *"),
  /** Twelve times an hour. */
  EVERY_5_MINUTES("*/5 * * * *", "0 */5 * * * ?", "0 */5 * * * *", "*/5 * * * *"),
  /** Four times an hour while people work. */
  OFFICE_HOURS(
      "*/15 9-17 * * MON-FRI",
      "0 */15 9-17 ? * MON-FRI",
      "0 */15 9-17 * * MON-FRI",
      "*/15 9-17 * * MON-FRI"),
  /** Once a day. */
  DAILY("30 3 * * *", "0 30 3 * * ?", "0 30 3 * * *", "30 3 * * *"),
  /** Once a week. */
  WEEKLY("0 4 * * SUN", "0 0 4 ? * SUN", "0 0 4 * * SUN", "0 4 * * SUN"),
  /** Once a month. */
  MONTHLY("0 0 1 * *", "0 0 0 1 * ?", "0 0 0 1 * *", "0 0 1 * *"),
  /** On the last day of each month. */
  LAST_DAY("0 12 L * *", "0 0 12 L * ?", "0 0 12 L * *", "0 12 L * *"),
  /** On the weekday nearest to the 15th. */
  NEAREST_WEEKDAY("0 9 15W * *", "0 0 9 15W * ?", "0 0 9 15W * *", ""),
  /** On the second Tuesday of each month. */
  SECOND_TUESDAY("0 8 * * TUE#2", "0 0 8 ? * TUE#2", "0 0 8 * * TUE#2", ""),
  /** On the last Friday of each month. */
  LAST_FRIDAY("0 17 * * FRI#L", "0 0 17 ? * FRIL", "0 0 17 * * FRIL", "0 17 * * 5L"),
  /** On a 29 February that is a Monday. */
  LEAP_MONDAY("0 0 29 2 +MON", "", "0 0 0 29 2 MON", "");

  private final String text;
  private final String quartz;
  private final String spring;
  private final String jobRunr;

  Expression(String text, String quartz, String spring, String jobRunr) {
    this.text = text;
    this.quartz = quartz;
    this.spring = spring;
    this.jobRunr = jobRunr;
  }

  /** In the Open Cron Pattern Specification, which is Tempo's language. */
  String text() {
    return text;
  }

  /**
   * As a library writes it; cron-utils is given Spring's spelling, in which it can express the
   * most.
   *
   * @return empty if it cannot express this
   */
  String in(CronLibrary library) {
    return switch (library) {
      case TempoCron ours -> text;
      case QuartzCron theirs -> quartz;
      case SpringCron theirs -> spring;
      case CronUtilsCron theirs -> spring;
      case JobRunrCron theirs -> jobRunr;
    };
  }
}
