package dev.tempo.spring;

import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a bean a job that runs by itself. The method is a handler (see {@link
 * TempoHandler}), and the job is saved when the application starts: its task, its trigger and its
 * policies are those of the annotation, while whether it is {@linkplain
 * dev.tempo.Scheduler#setEnabled enabled} stays as operators left it.
 *
 * <pre>{@code
 * @TempoScheduled(cron = "0 3 * * *", zone = "Europe/Paris", retries = 3)
 * void report(RunContext context) { … }
 * }</pre>
 *
 * <p>Exactly one of {@link #cron} and {@link #every} is given. In both, in {@link #zone} and in
 * {@link #timeout} placeholders such as {@code ${report.cron}} are replaced; a cron expression that
 * is {@code -} then leaves the job without a trigger. A wrong annotation is refused when the
 * application starts.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TempoScheduled {

  /**
   * The key and the name of the job, and the name of its handler; otherwise the bean's class and
   * the method, such as {@code Reports.nightly}.
   */
  String name() default "";

  /** A cron expression of 5, 6 or 7 fields, or a nickname. */
  String cron() default "";

  /** A period, such as {@code PT5M}, at whose fixed rate the job runs. */
  String every() default "";

  /** The time zone of the cron expression, such as {@code Europe/Paris}; otherwise UTC. */
  String zone() default "";

  /**
   * How many times a failed run is tried again, at growing intervals from 10 seconds to an hour.
   */
  int retries() default 0;

  /** The longest that a run may take, such as {@code PT10M}; otherwise as long as it likes. */
  String timeout() default "";

  /** The queue in which runs wait for their turn. */
  String queue() default JobPolicy.DEFAULT_QUEUE;

  /** What happens to an occurrence while an earlier run is still under way. */
  OverlapPolicy overlap() default OverlapPolicy.QUEUE;
}
