package dev.tempo.server.jobs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list of jobs, of which a page needs only the first. For one request. Not
 * thread-safe.
 */
public interface JobOrder {
  /** What decides where two jobs are alike. */
  Comparator<JobIndexEntry> NEWEST_FIRST =
      (one, other) -> {
        int newer =
            other.details().stamps().createdAt().compareTo(one.details().stamps().createdAt());
        return newer == 0 ? other.id().compareTo(one.id()) : newer;
      };

  /** Looking through all for each of the first costs more than sorting all where these are many. */
  int MOST_CHOSEN = 8;

  /**
   * The first of some jobs.
   *
   * @param jobs all of them, the newest first
   * @param count how many at most
   * @param byId finds one of them; empty if it is not among them
   * @return in order
   */
  List<JobIndexEntry> first(
      List<JobIndexEntry> jobs, int count, Function<UUID, Optional<JobIndexEntry>> byId);

  /** The newest first. */
  static JobOrder usual() {
    return (jobs, count, byId) -> jobs.subList(0, Math.min(count, jobs.size()));
  }

  /** By what is known of each job at once. */
  static JobOrder by(Comparator<JobIndexEntry> order) {
    Comparator<JobIndexEntry> whole = order.thenComparing(NEWEST_FIRST);
    return (jobs, count, byId) -> least(jobs, count, whole);
  }

  /**
   * By a value that is looked up once for each job. What a job has nothing of comes last, in either
   * direction.
   */
  static <T extends Comparable<? super T>> JobOrder by(
      boolean down, Function<JobIndexEntry, Optional<T>> value) {
    return (jobs, count, byId) ->
        Keyed.first(
            jobs.stream().map(job -> new Keyed<T>(job, value.apply(job).orElse(null))).toList(),
            count,
            down);
  }

  /** The least of some values, in order. */
  static <T> List<T> least(List<T> all, int count, Comparator<? super T> order) {
    if (count > all.size() / MOST_CHOSEN) {
      return all.stream().sorted(order).limit(count).toList();
    }
    PriorityQueue<T> least = new PriorityQueue<>(count + 1, order.reversed());
    for (T one : all) {
      if (least.size() < count) {
        least.add(one);
      } else if (count > 0 && order.compare(one, least.peek()) < 0) {
        least.poll();
        least.add(one);
      }
    }
    List<T> sorted = new ArrayList<>(least);
    sorted.sort(order);
    return sorted;
  }

  /**
   * A job with what it is sorted by.
   *
   * @param key null comes last
   */
  record Keyed<T extends Comparable<? super T>>(JobIndexEntry job, @Nullable T key) {

    static <T extends Comparable<? super T>> List<JobIndexEntry> first(
        List<Keyed<T>> keyed, int count, boolean down) {
      Comparator<T> natural = down ? Comparator.reverseOrder() : Comparator.naturalOrder();
      Comparator<Keyed<T>> order =
          Comparator.comparing((Keyed<T> one) -> one.key(), Comparator.nullsLast(natural))
              .thenComparing(Keyed::job, NEWEST_FIRST);
      return least(keyed, count, order).stream().map(Keyed::job).toList();
    }
  }
}
