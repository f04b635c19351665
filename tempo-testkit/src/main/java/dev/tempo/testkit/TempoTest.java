package dev.tempo.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test method of a class, as a parameter, a {@link TempoFixture} of its own, or the
 * {@link VirtualClock} of that; the fixture is closed after the test:
 *
 * <pre>{@code
 * @TempoTest(startingAt = "2026-03-28T12:00:00Z")
 * class NightlyReportTest {
 *   @Test
 *   void report_runsEachNight_alsoWhenClocksChange(TempoFixture fixture) {
 *     Tempo tempo = fixture.start(builder -> builder.handler("report", new Report()));
 *     Job job = tempo.save(Job.named("Nightly report").task(Task.handler("report"))
 *         .trigger(Trigger.cron("30 2 * * *").withZone(ZoneId.of("Europe/Paris"))).build());
 *
 *     fixture.clock().advance(Duration.ofDays(3));
 *
 *     fixture.assertRunsOf(job).ran(3).allSucceeded();
 *   }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(TempoExtension.class)
public @interface TempoTest {

  /** What the clock shows when a test begins, in ISO 8601. */
  String startingAt() default "2026-01-01T00:00:00Z";
}
