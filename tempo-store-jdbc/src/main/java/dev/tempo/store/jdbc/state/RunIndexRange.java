package dev.tempo.store.jdbc.state;

import dev.tempo.store.RunQuery;
import dev.tempo.store.RunVisibility;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A range of runs that one index returns in id order: of a job, of a starter, or all. Whose runs a
 * query wants is a union of such ranges, no two of which have a run in common, so that lists are
 * merged and counts are added up.
 *
 * @param jobs only of these jobs; one, unless they are only to be counted; none for all
 * @param by who may have started them
 * @param starter whom {@code by} is about; empty if nobody
 */
record RunIndexRange(List<UUID> jobs, By by, String starter) {

  /** Databases take a limited number of parameters. */
  private static final int MAX_JOBS = 1_000;

  /** Copies the list. */
  RunIndexRange {
    jobs = List.copyOf(jobs);
  }

  /** Who started a run. */
  enum By {
    ANYBODY(""),
    NOBODY("started_by IS NULL"),
    ONE("started_by = ?"),
    ANYBODY_ELSE("started_by IS DISTINCT FROM ?");

    private final String condition;

    By(String condition) {
      this.condition = condition;
    }

    String condition() {
      return condition;
    }

    boolean hasStarter() {
      return this == ONE || this == ANYBODY_ELSE;
    }
  }

  /** The same runs in fewer ranges, each of many jobs, whose runs do not come in order. */
  static List<RunIndexRange> gathered(List<RunIndexRange> ranges) {
    Map<RunIndexRange, List<UUID>> jobs = new LinkedHashMap<>();
    for (RunIndexRange range : ranges) {
      RunIndexRange anywhere = new RunIndexRange(List.of(), range.by(), range.starter());
      jobs.computeIfAbsent(anywhere, any -> new ArrayList<>()).addAll(range.jobs());
    }
    List<RunIndexRange> gathered = new ArrayList<>();
    jobs.forEach(
        (range, ids) -> {
          int from = 0;
          do {
            int to = Math.min(from + MAX_JOBS, ids.size());
            gathered.add(new RunIndexRange(ids.subList(from, to), range.by(), range.starter()));
            from = to;
          } while (from < ids.size());
        });
    return gathered;
  }

  /** What a query wants, without those runs that its scope names one by one. */
  static List<RunIndexRange> of(RunQuery.Filter whose) {
    return whose.visibility().isPresent()
        ? ofScope(whose, whose.visibility().get())
        : ofJobs(whose.jobs(), whose.startedBy().map(one -> By.ONE).orElse(By.ANYBODY), whose);
  }

  private static List<RunIndexRange> ofScope(RunQuery.Filter whose, RunVisibility scope) {
    List<RunIndexRange> ranges = new ArrayList<>();
    if (whose.startedBy().isEmpty() || whose.startedBy().get().equals(scope.starter())) {
      ranges.addAll(ofJobs(whose.jobs(), By.ONE, scope.starter()));
    }
    if (whose.startedBy().isEmpty()) {
      wanted(whose, scope.jobs())
          .forEach(job -> ranges.add(of(job, By.ANYBODY_ELSE, scope.starter())));
      wanted(whose, scope.unstarted()).stream()
          .filter(job -> !scope.jobs().contains(job))
          .forEach(job -> ranges.add(of(job, By.NOBODY, "")));
    } else if (ranges.isEmpty()) {
      String starter = whose.startedBy().get();
      wanted(whose, scope.jobs()).forEach(job -> ranges.add(of(job, By.ONE, starter)));
    }
    return ranges;
  }

  private static List<UUID> wanted(RunQuery.Filter whose, Set<UUID> jobs) {
    return jobs.stream()
        .filter(job -> whose.jobs().isEmpty() || whose.jobs().contains(job))
        .toList();
  }

  private static List<RunIndexRange> ofJobs(Set<UUID> jobs, By by, RunQuery.Filter whose) {
    return ofJobs(jobs, by, whose.startedBy().orElse(""));
  }

  private static List<RunIndexRange> ofJobs(Set<UUID> jobs, By by, String starter) {
    return jobs.isEmpty()
        ? List.of(new RunIndexRange(List.of(), by, starter))
        : jobs.stream().map(job -> of(job, by, starter)).toList();
  }

  private static RunIndexRange of(UUID job, By by, String starter) {
    return new RunIndexRange(List.of(job), by, starter);
  }
}
