package dev.tempo.testkit;

import dev.tempo.time.ManualTime;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A clock that stands still until it is moved. What is built on it runs as it is moved, on the
 * thread that moves it, in order, the same way each time:
 *
 * <pre>{@code
 * VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
 * try (Tempo tempo = Tempo.builder().timeSource(clock).handler("report", report).build().start()) {
 *   tempo.save(Job.named("Report").task(Task.handler("report"))
 *       .trigger(Trigger.cron("30 2 * * *").withZone(ZoneId.of("Europe/Paris"))).build());
 *   clock.advance(Duration.ofDays(365));
 * }
 * }</pre>
 *
 * <p>Handlers run on the thread that moves the clock and must not wait for time to pass by
 * themselves; scripts are real processes and take real time. For one thread at a time.
 */
public final class VirtualClock implements ManualTime {
  private final List<ManuallyDriven> driven = new ArrayList<>();
  private Instant wall;
  private long nanos;

  private VirtualClock(Instant start) {
    this.wall = start;
  }

  /** A clock that shows this time. */
  public static VirtualClock at(Instant start) {
    TimeBounds.instant("start", start);
    return new VirtualClock(start);
  }

  /**
   * A clock that shows this time.
   *
   * @param start as in ISO 8601, for example {@code 2026-03-28T12:00:00Z}
   * @throws java.time.format.DateTimeParseException if it is not that
   */
  public static VirtualClock at(String start) {
    return at(Instant.parse(start));
  }

  /**
   * Lets time pass, and does everything that becomes due on the way at the instant at which it is
   * due.
   *
   * @throws IllegalArgumentException if the time is negative, or longer than 36,525 days
   */
  public void advance(Duration time) {
    Duration left = TimeBounds.span("The time to advance (jump goes back)", time);
    run();
    while (left.isPositive()) {
      Duration step = untilNext(left);
      move(step);
      left = left.minus(step);
      run();
    }
  }

  /** Lets time pass up to an instant; see {@link #advance}. */
  public void advanceTo(Instant end) {
    advance(Duration.between(wall, end));
  }

  /**
   * Steps the wall clock, forwards or back, while no monotonic time passes, as when somebody sets
   * the clock or the machine sleeps; then does what is due.
   *
   * @throws IllegalArgumentException if it is more than 36,525 days
   */
  public void jump(Duration by) {
    TimeBounds.span("a jump", by.abs());
    wall = wall.plus(by);
    run();
  }

  /**
   * Forgets everything that is built on this clock, as if its process had died: another engine may
   * have its store.
   */
  public void detachAll() {
    driven.forEach(ManuallyDriven::abandon);
    driven.clear();
  }

  @Override
  public Instant instant() {
    return wall;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void attach(ManuallyDriven engine) {
    driven.add(engine);
  }

  @Override
  public void detach(ManuallyDriven engine) {
    driven.remove(engine);
  }

  @Override
  public String toString() {
    return "virtual clock at " + wall;
  }

  private void run() {
    List.copyOf(driven).forEach(ManuallyDriven::runUntilIdle);
  }

  private Duration untilNext(Duration limit) {
    Duration next = limit;
    for (ManuallyDriven engine : driven) {
      next = engine.untilNext(next);
    }
    return next.isPositive() ? next : Duration.ofNanos(1);
  }

  private void move(Duration step) {
    wall = wall.plus(step);
    nanos += step.toNanos();
  }
}
