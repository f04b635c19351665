package dev.tempo.benchmarks.cron;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A cron expression, and how each library writes it.
 *
 * @param text in the Open Cron Pattern Specification, which is Tempo's language
 * @param spelled for others, by the name of each library that can express it
 */
record Expression(String text, Map<String, String> spelled) {

  /** From every second to once in 28 years. */
  static final List<Expression> ALL =
      List.of(
          of("* * * * * *").quartz("* * * * * ?").spring("* * * * * *").jobRunr("* * * * * *"),
          of("* * * * *").quartz("0 * * * * ?").spring("0 * * * * *").jobRunr("* * * * *"),
          of("*/5 * * * *").quartz("0 */5 * * * ?").spring("0 */5 * * * *").jobRunr("*/5 * * * *"),
          of("*/15 9-17 * * MON-FRI")
              .quartz("0 */15 9-17 ? * MON-FRI")
              .spring("0 */15 9-17 * * MON-FRI")
              .jobRunr("*/15 9-17 * * MON-FRI"),
          of("30 3 * * *").quartz("0 30 3 * * ?").spring("0 30 3 * * *").jobRunr("30 3 * * *"),
          of("0 4 * * SUN").quartz("0 0 4 ? * SUN").spring("0 0 4 * * SUN").jobRunr("0 4 * * SUN"),
          of("0 0 1 * *").quartz("0 0 0 1 * ?").spring("0 0 0 1 * *").jobRunr("0 0 1 * *"),
          of("0 12 L * *").quartz("0 0 12 L * ?").spring("0 0 12 L * *").jobRunr("0 12 L * *"),
          of("0 9 15W * *").quartz("0 0 9 15W * ?").spring("0 0 9 15W * *"),
          of("0 8 * * TUE#2").quartz("0 0 8 ? * TUE#2").spring("0 0 8 * * TUE#2"),
          of("0 17 * * FRI#L")
              .quartz("0 0 17 ? * FRIL")
              .spring("0 0 17 * * FRIL")
              .jobRunr("0 17 * * 5L"),
          of("0 0 29 2 +MON").spring("0 0 0 29 2 MON"));

  private static Expression of(String text) {
    return new Expression(text, Map.of());
  }

  private Expression quartz(String other) {
    return with(QuartzCron.NAME, other);
  }

  /** cron-utils is given Spring's spelling, in which it can express the most. */
  private Expression spring(String other) {
    return with(SpringCron.NAME, other).with(CronUtilsCron.NAME, other);
  }

  private Expression jobRunr(String other) {
    return with(JobRunrCron.NAME, other);
  }

  /** The spelling for a library; empty if it cannot express this. */
  String in(CronLibrary library) {
    boolean ours = library instanceof TempoCron || library instanceof TempoMillisCron;
    return ours ? text : spelled.getOrDefault(library.name(), "");
  }

  private Expression with(String library, String other) {
    Map<String, String> more = new HashMap<>(spelled);
    more.put(library, other);
    return new Expression(text, more);
  }
}
