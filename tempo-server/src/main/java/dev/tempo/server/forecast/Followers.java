package dev.tempo.server.forecast;

import dev.tempo.Trigger;
import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.server.forecast.Forecast.Follower;
import dev.tempo.server.forecast.Forecast.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Says how often jobs will run after others, where it is known when those do. What follows is
 * thought to run in the cell of the fire that it follows, and runs to succeed: what follows
 * failures alone is not told.
 */
final class Followers {
  /** Jobs that follow each other; longer chains are told of as far as this. */
  private static final int LONGEST_CHAIN = 20;

  private final int cells;
  private final Map<UUID, int[]> byClock = new HashMap<>();
  private final List<Link> links = new ArrayList<>();

  private Followers(int cells) {
    this.cells = cells;
  }

  private record Link(ScheduledJob job, Trigger trigger, AfterJobsSchedule after) {}

  /**
   * Those of some jobs.
   *
   * @param rows what clocks fire
   * @param cells of the span
   */
  static List<Follower> of(Collection<ScheduledJob> jobs, List<Row> rows, int cells) {
    Followers followers = new Followers(cells);
    jobs.forEach(followers::add);
    for (Row row : rows) {
      int[] sums =
          followers.byClock.computeIfAbsent(row.planned().job().id(), id -> new int[cells]);
      Arrays.setAll(sums, cell -> sums[cell] + row.counts()[cell]);
    }
    return followers.found();
  }

  private void add(ScheduledJob job) {
    for (Trigger trigger : job.triggers()) {
      if (trigger.enabled()
          && trigger.schedule() instanceof AfterJobsSchedule after
          && after.condition() != FollowCondition.ON_FAILURE) {
        links.add(new Link(job, trigger, after));
      }
    }
  }

  /** Each turn knows what follows of one job more of each chain. */
  private List<Follower> found() {
    Map<Link, int[]> counts = new HashMap<>();
    boolean changed = true;
    for (int turn = 0; turn < LONGEST_CHAIN && changed; turn++) {
      Map<UUID, int[]> all = sums(counts);
      changed = false;
      for (Link link : links) {
        int[] now = after(link.after(), all);
        changed |= !Arrays.equals(now, counts.put(link, now));
      }
    }
    return links.stream()
        .map(link -> new Follower(link.job(), link.trigger(), link.after(), counts.get(link)))
        .filter(follower -> follower.total() > 0)
        .toList();
  }

  private Map<UUID, int[]> sums(Map<Link, int[]> counts) {
    Map<UUID, int[]> sums = new HashMap<>();
    byClock.forEach((job, own) -> sums.put(job, own.clone()));
    counts.forEach(
        (link, own) -> {
          int[] sum = sums.computeIfAbsent(link.job().id(), id -> new int[cells]);
          Arrays.setAll(sum, cell -> sum[cell] + own[cell]);
        });
    return sums;
  }

  private int[] after(AfterJobsSchedule schedule, Map<UUID, int[]> all) {
    return schedule.waitsForSeveral() ? afterAll(schedule, all) : afterAny(schedule, all);
  }

  private int[] afterAny(AfterJobsSchedule schedule, Map<UUID, int[]> all) {
    int[] fires = new int[cells];
    for (UUID job : schedule.jobs()) {
      int[] counts = all.getOrDefault(job, new int[cells]);
      Arrays.setAll(fires, cell -> fires[cell] + counts[cell]);
    }
    return fires;
  }

  /** As often as all of them have run by then. */
  private int[] afterAll(AfterJobsSchedule schedule, Map<UUID, int[]> all) {
    int[] fires = new int[cells];
    int[] ran = new int[schedule.jobs().size()];
    int fired = 0;
    for (int cell = 0; cell < cells; cell++) {
      int least = Integer.MAX_VALUE;
      for (int i = 0; i < ran.length; i++) {
        int[] counts = all.get(schedule.jobs().get(i));
        ran[i] += counts == null ? 0 : counts[cell];
        least = Math.min(least, ran[i]);
      }
      fires[cell] = least - fired;
      fired = least;
    }
    return fires;
  }
}
