package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The primitive path allocates nothing once a zone was used. */
class AllocationTest {
  private static final int CALLS = 1_000;
  private static final MethodHandle ALLOCATED_BYTES = allocatedBytes();
  private static final long NOW = 1_780_000_000_000L;

  private long sum;

  @Test
  void searchesInBothDirections_allocateNothing() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    List<Schedule> schedules =
        List.of(
            CronSchedule.parse("* * * * *"),
            CronSchedule.parse("30 2 * * *"),
            CronSchedule.parse("0 12 LW * FRI#L"),
            CronSchedule.parse("0 0 29 2 +MON"),
            CronSchedule.parse("0 0 31 2 *"),
            CalendarSchedule.builder().hours(Set.of(2)).minutes(Set.of(30)).build(),
            IntervalSchedule.fixedRate(Duration.ofMinutes(5)));
    for (Schedule schedule : schedules) {
      for (DstPolicy policy : DstPolicy.values()) {
        assertThat(allocated(() -> search(schedule, paris, policy)))
            .as("%s", schedule)
            .isLessThan(CALLS);
      }
    }
  }

  @Test
  void timetables_allocateNothing() {
    Timetable timetable =
        Timetable.of(CronSchedule.parse("30 2 * * *"), ZoneId.of("America/New_York"))
            .withExcludedDates(
                LocalDate.of(2026, 6, 1).datesUntil(LocalDate.of(2026, 9, 1)).toList());
    assertThat(
            allocated(
                () -> {
                  sum += timetable.nextEpochMilli(NOW);
                  sum += timetable.previousEpochMilli(NOW);
                }))
        .isLessThan(CALLS);
  }

  @Test
  void regions_allocateNothing_howeverManyOffsetsWereAskedFor() {
    CronSchedule noon = CronSchedule.parse("0 12 * * *");
    for (int seconds = -30_000; seconds < 30_000; seconds += 10) {
      noon.nextEpochMilli(NOW, ZoneOffset.ofTotalSeconds(seconds), DstPolicy.OCPS);
    }
    ZoneId gaza = ZoneId.of("Asia/Gaza");
    assertThat(allocated(() -> search(noon, gaza, DstPolicy.OCPS))).isLessThan(CALLS);
  }

  private void search(Schedule schedule, ZoneId zone, DstPolicy policy) {
    sum += schedule.nextEpochMilli(NOW, zone, policy);
    sum += schedule.previousEpochMilli(NOW, zone, policy);
  }

  /** The bytes that a thousand calls allocate, the measuring itself included. */
  private static long allocated(Runnable call) {
    for (int i = 0; i < 100; i++) {
      call.run();
    }
    long before = bytes();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return bytes() - before;
  }

  private static long bytes() {
    try {
      return (long) ALLOCATED_BYTES.invokeExact();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * {@code com.sun.management.ThreadMXBean.getCurrentThreadAllocatedBytes}, by reflection, because
   * the tests are compiled into a module that does not read {@code jdk.management}.
   */
  private static MethodHandle allocatedBytes() {
    try {
      Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
      Object threads = factory.getMethod("getThreadMXBean").invoke(null);
      return MethodHandles.lookup()
          .findVirtual(
              Class.forName("com.sun.management.ThreadMXBean"),
              "getCurrentThreadAllocatedBytes",
              MethodType.methodType(long.class))
          .bindTo(threads);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
