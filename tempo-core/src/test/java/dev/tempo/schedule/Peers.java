package dev.tempo.schedule;

import java.text.ParseException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** What Quartz and Spring themselves make of an expression, in UTC and up to the year 2099. */
final class Peers {
  /** Quartz looks 100 years ahead. */
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  private Peers() {}

  static List<Instant> of(Dialect dialect, String expression, Instant after, int count) {
    return dialect == Dialect.QUARTZ
        ? quartz(expression, after, count)
        : spring(expression, after, count);
  }

  static List<Instant> quartz(String expression, Instant after, int count) {
    try {
      CronExpression cron = new CronExpression(expression.strip());
      cron.setTimeZone(TimeZone.getTimeZone("UTC"));
      List<Instant> found = new ArrayList<>();
      Date at = cron.getNextValidTimeAfter(Date.from(after));
      while (at != null && found.size() < count && at.toInstant().isBefore(END)) {
        found.add(at.toInstant());
        at = cron.getNextValidTimeAfter(at);
      }
      return found;
    } catch (ParseException e) {
      throw new AssertionError("Quartz refuses " + expression, e);
    }
  }

  static List<Instant> spring(String expression, Instant after, int count) {
    var cron = org.springframework.scheduling.support.CronExpression.parse(expression);
    List<Instant> found = new ArrayList<>();
    LocalDateTime at = cron.next(LocalDateTime.ofInstant(after, ZoneOffset.UTC));
    while (at != null && found.size() < count && at.toInstant(ZoneOffset.UTC).isBefore(END)) {
      found.add(at.toInstant(ZoneOffset.UTC));
      at = cron.next(at);
    }
    return found;
  }
}
