package dev.tempo.server.jobs;

import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All jobs as they were at a moment, the newest first, as lists have them unless asked otherwise.
 * Immutable.
 */
final class JobList extends AbstractList<JobIndexEntry> implements RandomAccess {
  private final JobIndexEntry[] jobs;

  /** How many jobs each role sees that the one below it does not. */
  private final int[] atLevel;

  /** Those that were discovered, in no special order. */
  private final List<JobIndexEntry> discovered;

  private JobList(JobIndexEntry[] jobs, int[] atLevel, List<JobIndexEntry> discovered) {
    this.jobs = jobs;
    this.atLevel = atLevel;
    this.discovered = discovered;
  }

  static JobList of(Collection<JobIndexEntry> all) {
    JobIndexEntry[] jobs = sorted(all);
    int[] atLevel = new int[Role.values().length];
    for (JobIndexEntry job : jobs) {
      atLevel[level(job)]++;
    }
    return new JobList(jobs, atLevel, discovered(all).toList());
  }

  private static Stream<JobIndexEntry> discovered(Collection<JobIndexEntry> all) {
    return all.stream().filter(job -> job.origin().isDiscovered());
  }

  /**
   * The list without some of its jobs, and with others.
   *
   * @param gone each as it is in this list
   * @param come none of which is in this list, unless it is gone
   */
  JobList with(Collection<JobIndexEntry> gone, Collection<JobIndexEntry> come) {
    int[] atLevel = this.atLevel.clone();
    gone.forEach(job -> atLevel[level(job)]--);
    come.forEach(job -> atLevel[level(job)]++);
    int[] without = gone.stream().mapToInt(this::place).sorted().toArray();
    JobIndexEntry[] added = sorted(come);
    int[] before = Arrays.stream(added).mapToInt(this::place).toArray();
    JobIndexEntry[] merged = new JobIndexEntry[jobs.length - without.length + added.length];
    int size = 0;
    int nextGone = 0;
    int nextAdded = 0;
    for (int at = 0; at <= jobs.length; at++) {
      while (nextAdded < added.length && before[nextAdded] == at) {
        merged[size++] = added[nextAdded++];
      }
      if (nextGone < without.length && without[nextGone] == at) {
        nextGone++;
      } else if (at < jobs.length) {
        merged[size++] = jobs[at];
      }
    }
    return new JobList(merged, atLevel, discovered(gone, come));
  }

  private List<JobIndexEntry> discovered(
      Collection<JobIndexEntry> gone, Collection<JobIndexEntry> come) {
    Set<JobIndexEntry> withdrawn = discovered(gone).collect(Collectors.toSet());
    List<JobIndexEntry> added = discovered(come).toList();
    return withdrawn.isEmpty() && added.isEmpty()
        ? discovered
        : Stream.concat(discovered.stream().filter(job -> !withdrawn.contains(job)), added.stream())
            .toList();
  }

  /** Where a job is, or before which one it belongs. */
  private int place(JobIndexEntry job) {
    int found = Arrays.binarySearch(jobs, job, JobOrder.NEWEST_FIRST);
    return found < 0 ? -found - 1 : found;
  }

  private static JobIndexEntry[] sorted(Collection<JobIndexEntry> all) {
    JobIndexEntry[] jobs = all.toArray(JobIndexEntry[]::new);
    Arrays.sort(jobs, JobOrder.NEWEST_FIRST);
    return jobs;
  }

  private static int level(JobIndexEntry job) {
    return job.details().ownership().requiredLevel().ordinal();
  }

  @Override
  public JobIndexEntry get(int index) {
    return jobs[index];
  }

  @Override
  public int size() {
    return jobs.length;
  }

  /**
   * Those of a part of these jobs that a caller may see and that are wanted. Of all of them none is
   * looked at where the caller may see any.
   *
   * @param subset of this list
   * @param predicate which are wanted; empty for all
   */
  List<JobIndexEntry> visible(
      List<JobIndexEntry> subset, Caller caller, Optional<Predicate<JobIndexEntry>> predicate) {
    boolean seesAll = seesAll(caller);
    if (seesAll && predicate.isEmpty()) {
      return subset;
    }
    Predicate<JobIndexEntry> requested = predicate.orElse(job -> true);
    List<JobIndexEntry> visible = new ArrayList<>();
    for (int at = 0; at < subset.size(); at++) {
      JobIndexEntry job = subset.get(at);
      if ((seesAll || JobAccess.maySee(caller, job)) && requested.test(job)) {
        visible.add(job);
      }
    }
    return visible;
  }

  /** The ids of the groups of those jobs that a caller may see. */
  Stream<String> groups(Caller caller) {
    return visible(discovered, caller, Optional.empty()).stream()
        .flatMap(job -> job.origin().groupId().stream())
        .distinct();
  }

  private boolean seesAll(Caller caller) {
    for (Role role : Role.values()) {
      if (atLevel[role.ordinal()] > 0 && !caller.has(role)) {
        return false;
      }
    }
    return true;
  }
}
