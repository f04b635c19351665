package dev.tempo.benchmarks.cron;

import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.DstPolicy;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a cron expression costs in Europe/Paris, from 1,024 random instants of four years: its next
 * and its last occurrence, reading it, and telling it in words. A library is measured on what it
 * can express.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class CronBenchmark {

  /** For Tempo. */
  @State(Scope.Thread)
  public static class Ours extends CronState {
    /** Which. */
    @Param public Expression expression;

    private CronSchedule cron;

    /** Reads it. */
    @Setup
    public void prepare() throws Exception {
      prepare(new TempoCron(), expression);
      cron = CronSchedule.parse(expression.text());
    }
  }

  /** For cron-utils. */
  @State(Scope.Thread)
  public static class CronUtils extends CronState {
    /** Which. */
    @Param public Expression expression;

    /** Reads it. */
    @Setup
    public void prepare() throws Exception {
      prepare(new CronUtilsCron(), expression);
    }
  }

  /** For Quartz. */
  @State(Scope.Thread)
  public static class Quartz extends CronState {
    /** Which. */
    @Param({
      "EVERY_SECOND",
      "EVERY_MINUTE",
      "EVERY_5_MINUTES",
      "OFFICE_HOURS",
      "DAILY",
      "WEEKLY",
      "MONTHLY",
      "LAST_DAY",
      "NEAREST_WEEKDAY",
      "SECOND_TUESDAY",
      "LAST_FRIDAY"
    })
    public Expression expression;

    /** Reads it. */
    @Setup
    public void prepare() throws Exception {
      prepare(new QuartzCron(), expression);
    }
  }

  /** For Spring. */
  @State(Scope.Thread)
  public static class Spring extends CronState {
    /** Which. */
    @Param public Expression expression;

    /** Reads it. */
    @Setup
    public void prepare() throws Exception {
      prepare(new SpringCron(), expression);
    }
  }

  /** For JobRunr. */
  @State(Scope.Thread)
  public static class JobRunr extends CronState {
    /** Which. */
    @Param({
      "EVERY_SECOND",
      "EVERY_MINUTE",
      "EVERY_5_MINUTES",
      "OFFICE_HOURS",
      "DAILY",
      "WEEKLY",
      "MONTHLY",
      "LAST_DAY",
      "LAST_FRIDAY"
    })
    public Expression expression;

    /** Reads it. */
    @Setup
    public void prepare() throws Exception {
      prepare(new JobRunrCron(), expression);
    }
  }

  /** The next occurrence, as everybody asks Tempo. */
  @Benchmark
  public Object next(Ours state) {
    return state.next();
  }

  /** The next occurrence, as the engine asks. */
  @Benchmark
  public long nextEpochMilli(Ours state) {
    long after = Starts.MILLIS[state.nextStart()];
    return state.cron.nextEpochMilli(after, Starts.ZONE, DstPolicy.VIXIE);
  }

  /** The next occurrence. */
  @Benchmark
  public Object nextCronUtils(CronUtils state) {
    return state.next();
  }

  /** The next occurrence. */
  @Benchmark
  public Object nextQuartz(Quartz state) {
    return state.next();
  }

  /** The next occurrence. */
  @Benchmark
  public Object nextSpring(Spring state) {
    return state.next();
  }

  /** The next occurrence. */
  @Benchmark
  public Object nextJobRunr(JobRunr state) {
    return state.next();
  }

  /** The last occurrence before an instant. */
  @Benchmark
  public Optional<Instant> previous(Ours state) {
    return state.cron.previous(Starts.INSTANTS[state.nextStart()], Starts.ZONE);
  }

  /** Reading it. */
  @Benchmark
  public Object parse(Ours state) throws Exception {
    return state.parse();
  }

  /** Reading it. */
  @Benchmark
  public Object parseCronUtils(CronUtils state) throws Exception {
    return state.parse();
  }

  /** Reading it. */
  @Benchmark
  public Object parseQuartz(Quartz state) throws Exception {
    return state.parse();
  }

  /** Reading it. */
  @Benchmark
  public Object parseSpring(Spring state) throws Exception {
    return state.parse();
  }

  /** Reading it. */
  @Benchmark
  public Object parseJobRunr(JobRunr state) throws Exception {
    return state.parse();
  }

  /** Telling it in words. */
  @Benchmark
  public String describe(Ours state) {
    return state.cron.describe(Locale.ENGLISH);
  }
}
