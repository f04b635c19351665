package dev.tempo.server.dashboard;

import dev.tempo.server.jobs.JobIndexEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * Finds minutes in which more jobs start than can run: more of one queue than its limit, or at
 * least {@value #MANY} of all queues together. A job counts once in a minute, and how long it will
 * take is not known, so that this is the least that will have to wait. Minutes that follow each
 * other and are of the same jobs are one collision. For one thread.
 */
final class Collisions {
  /** So many at once are a burden for the machine, whatever queues allow. */
  static final int MANY = 20;

  private static final int MAX_FOUND = 100;

  private final Map<Instant, Map<String, Set<UUID>>> minutes = new TreeMap<>();
  private final ToIntFunction<String> limits;

  /** With the limit of each queue. */
  Collisions(ToIntFunction<String> limits) {
    this.limits = limits;
  }

  /**
   * A collision.
   *
   * @param from its first minute
   * @param until the end of its last
   * @param jobIds which jobs
   * @param queue whose limit is passed; empty if it is but many jobs
   * @param limit of that queue
   */
  record Collision(
      Instant from, Instant until, List<UUID> jobIds, Optional<String> queue, int limit) {}

  /** A job will start. */
  void add(Instant at, JobIndexEntry job) {
    minutes
        .computeIfAbsent(at.truncatedTo(ChronoUnit.MINUTES), minute -> new TreeMap<>())
        .computeIfAbsent(job.queue(), queue -> new TreeSet<>())
        .add(job.id());
  }

  /** The first of them, in the order of time. */
  List<Collision> found() {
    List<Collision> found = new ArrayList<>();
    minutes.forEach((minute, queues) -> inMinute(minute, queues).forEach(c -> join(found, c)));
    return found.stream().limit(MAX_FOUND).toList();
  }

  private List<Collision> inMinute(Instant minute, Map<String, Set<UUID>> queues) {
    Instant end = minute.plus(1, ChronoUnit.MINUTES);
    List<Collision> found = new ArrayList<>();
    Set<UUID> all = new TreeSet<>();
    queues.forEach(
        (queue, jobs) -> {
          all.addAll(jobs);
          int limit = limits.applyAsInt(queue);
          if (jobs.size() > limit) {
            found.add(new Collision(minute, end, List.copyOf(jobs), Optional.of(queue), limit));
          }
        });
    if (found.isEmpty() && all.size() >= MANY) {
      found.add(new Collision(minute, end, List.copyOf(all), Optional.empty(), 0));
    }
    return found;
  }

  private static void join(List<Collision> found, Collision next) {
    for (int i = found.size() - 1; i >= 0; i--) {
      Collision before = found.get(i);
      if (before.until().isBefore(next.from())) {
        break;
      }
      if (before.until().equals(next.from())
          && before.queue().equals(next.queue())
          && before.jobIds().equals(next.jobIds())) {
        found.set(
            i,
            new Collision(
                before.from(), next.until(), before.jobIds(), before.queue(), before.limit()));
        return;
      }
    }
    found.add(next);
  }
}
