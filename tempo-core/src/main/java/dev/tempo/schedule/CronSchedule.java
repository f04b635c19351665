package dev.tempo.schedule;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression. Its own language is the Open Cron Pattern Specification (OCPS) 1.0 to 1.4,
 * complete; Quartz and Spring expressions are read as well.
 *
 * {@snippet file="dev/tempo/snippets/PolicySnippetsTest.java" region="cron"}
 *
 * <p>Years run from 1970 to 2199. An expression whose hour and minute both begin with something
 * other than {@code *} is a fixed-time schedule, see {@link DstPolicy}.
 *
 * <p>Immutable and thread-safe. Two are equal when their dialects and canonical expressions are.
 */
public final class CronSchedule implements Schedule {
  private final String expression;
  private final Dialect dialect;
  private final LocalPattern pattern;
  private final boolean reboot;

  private CronSchedule(String expression, Dialect dialect, LocalPattern pattern) {
    this.expression = expression;
    this.dialect = dialect;
    this.pattern = pattern;
    this.reboot = Nicknames.REBOOT.equals(expression);
  }

  /**
   * Reads an OCPS expression.
   *
   * @throws CronSyntaxException if it breaks the rules; it names the place. An expression that can
   *     never match, like {@code 0 0 31 2 *}, is no error: see {@link #neverMatches()}.
   */
  public static CronSchedule parse(String expression) {
    Objects.requireNonNull(expression, "expression");
    int at = Nicknames.find(expression);
    if (at < 0) {
      LocalPattern pattern = CronParser.parse(expression, Dialect.OCPS);
      return new CronSchedule(CronParser.canonical(expression), Dialect.OCPS, pattern);
    }
    String fields = Nicknames.expand(expression, at);
    String nickname = expression.substring(at).stripTrailing();
    return new CronSchedule(nickname, Dialect.OCPS, CronParser.parse(fields, Dialect.OCPS));
  }

  /**
   * Reads an expression of a dialect.
   *
   * @throws CronSyntaxException if it breaks the rules of the dialect, or means something that
   *     cannot be represented exactly
   */
  public static CronSchedule parse(String expression, Dialect dialect) {
    Objects.requireNonNull(expression, "expression");
    if (Objects.requireNonNull(dialect, "dialect") == Dialect.OCPS) {
      return parse(expression);
    }
    return new CronSchedule(
        CronParser.singleSpaced(expression), dialect, foreign(expression, dialect));
  }

  private static LocalPattern foreign(String expression, Dialect dialect) {
    int at = dialect == Dialect.SPRING ? Nicknames.find(expression) : -1;
    return at < 0
        ? CronParser.parse(expression, dialect)
        : CronParser.parse(Nicknames.expandMacro(expression, at), Dialect.OCPS);
  }

  /**
   * Returns the expression in its canonical form: one space between fields, names in upper case, no
   * leading zeros, {@code *} for {@code ?}; nicknames stay. For other dialects only the spaces
   * change. Parsing it again in the same dialect gives an equal schedule.
   */
  public String expression() {
    return expression;
  }

  /** Returns the dialect the expression is written in. */
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    Objects.requireNonNull(zone, "zone");
    return OccurrenceSearch.nextEpochMilli(
        pattern, afterMs, zone, Objects.requireNonNull(dst, "dst"));
  }

  @Override
  public long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    Objects.requireNonNull(zone, "zone");
    return OccurrenceSearch.previousEpochMilli(
        pattern, beforeMs, zone, Objects.requireNonNull(dst, "dst"));
  }

  @Override
  public String describe(Locale locale) {
    Objects.requireNonNull(locale, "locale");
    return reboot ? ScheduleDescriber.startup(locale) : ScheduleDescriber.pattern(pattern, locale);
  }

  @Override
  public boolean neverMatches() {
    return !reboot && pattern.neverMatches();
  }

  @Override
  public boolean firesAtStartup() {
    return reboot;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronSchedule that
        && dialect == that.dialect
        && expression.equals(that.expression);
  }

  @Override
  public int hashCode() {
    return expression.hashCode() * 31 + dialect.hashCode();
  }

  /** Returns {@link #expression()}. */
  @Override
  public String toString() {
    return expression;
  }
}
