package dev.tempo.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.MisfirePolicy;
import dev.tempo.RetentionPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Trigger;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.IntervalSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Examples of triggers, schedules and policies, as the documentation shows them. */
class PolicySnippetsTest {

  @Test
  void trigger() {
    // @start region="trigger"
    Trigger nightly =
        Trigger.cron("30 2 * * *")
            .withZone(ZoneId.of("Europe/Paris"))
            .withExcludedDates(Set.of(LocalDate.of(2026, 12, 25)))
            .withMisfire(MisfirePolicy.SKIP);
    Trigger often = Trigger.every(Duration.ofMinutes(5)).withJitter(Duration.ofSeconds(30));
    // @end

    assertThat(nightly.bounds().zone()).contains(ZoneId.of("Europe/Paris"));
    assertThat(often.firing().jitter()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void backoff() {
    // @start region="backoff"
    RetryPolicy policy =
        RetryPolicy.times(4).withBackoff(Duration.ofSeconds(10), Duration.ofMinutes(1));

    policy.delay(1, 0); // 10 s
    policy.delay(2, 0); // 20 s
    policy.delay(4, 0); // 60 s, the maximum
    // @end

    assertThat(policy.delay(1, 0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.delay(2, 0)).isEqualTo(Duration.ofSeconds(20));
    assertThat(policy.delay(4, 0)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void retention() {
    UUID auditJob = UUID.randomUUID();
    // @start region="retention"
    RetentionPolicy week = RetentionPolicy.of(Duration.ofDays(7), 50);

    // A year of one job's runs, as many as all others have.
    RetentionPolicy policy =
        week.withJobs(
            jobId ->
                jobId.equals(auditJob)
                    ? Optional.of(
                        new RetentionPolicy.OfJob(
                            Optional.of(Duration.ofDays(365)), OptionalInt.empty()))
                    : Optional.empty());
    // @end

    assertThat(policy.newestOf(auditJob)).isEqualTo(50);
  }

  @Test
  void interval() {
    // @start region="interval"
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    IntervalSchedule quarters =
        IntervalSchedule.fixedRate(Duration.ofMinutes(15), noon.plus(Duration.ofMinutes(5)));

    quarters.next(noon, ZoneOffset.UTC); // 12:05, then 12:20, 12:35, …
    // @end

    assertThat(quarters.upcoming(noon, ZoneOffset.UTC, 2))
        .containsExactly(
            Instant.parse("2026-03-01T12:05:00Z"), Instant.parse("2026-03-01T12:20:00Z"));
  }

  @Test
  void cron() {
    // @start region="cron"
    CronSchedule.parse("30 2 * * *"); // 02:30 every day
    CronSchedule.parse("0 0 12 L * * 2026"); // noon on the last day of each month of 2026
    CronSchedule.parse("0 0 12 ? * 6L", Dialect.QUARTZ); // noon on the last Friday

    CronSchedule workdays = CronSchedule.parse("0 9 * * MON-FRI");

    List<Instant> next =
        workdays.upcoming(Instant.parse("2026-03-27T12:00:00Z"), ZoneId.of("Europe/Paris"), 2);
    // Monday and Tuesday, 09:00 in Paris, where summer time has begun: 07:00 in UTC.

    String words = workdays.describe(Locale.ENGLISH);
    // @end

    assertThat(next)
        .containsExactly(
            Instant.parse("2026-03-30T07:00:00Z"), Instant.parse("2026-03-31T07:00:00Z"));
    assertThat(words).startsWith("At 09:00");
  }
}
