package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.quota.LogQuota;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Adds up the runs of one account. Not thread-safe. */
final class LogStatistics {
  /** How many runs are looked at, the newest ones. */
  static final int MOST_RUNS = 10_000;

  private static final int MOST_SHOWN = 10;

  /** From how many runs without a success on a job is one to look after. */
  private static final int MANY_FAILURES = 10;

  /** From how many bytes on it is worth to say who prints most. */
  private static final long MUCH_OUTPUT = 10L << 20;

  private static final int HALF = 2;

  private final int days;
  private final Map<UUID, Sum> jobs = new HashMap<>();
  private final Map<UUID, Sum> projects = new HashMap<>();
  private final SortedMap<LocalDate, Sum> trend = new TreeMap<>();
  private final Sum all = new Sum("");

  LogStatistics(int days) {
    this.days = days;
  }

  /** What some runs came to. */
  private static final class Sum {
    private final String name;
    private long runs;
    private long successes;
    private long failures;
    private long outputBytes;

    Sum(String name) {
      this.name = name;
    }

    void add(Run run) {
      runs++;
      successes += run.status() == RunStatus.SUCCESS ? 1 : 0;
      boolean failed = run.status() == RunStatus.FAILURE || run.status() == RunStatus.TIMEOUT;
      failures += failed ? 1 : 0;
      outputBytes += run.result().usage().outputBytes();
    }
  }

  void add(Run run) {
    all.add(run);
    jobs.computeIfAbsent(run.jobId(), id -> new Sum(run.jobName())).add(run);
    ProjectLabel.projectOf(run)
        .ifPresent(id -> projects.computeIfAbsent(id, some -> new Sum("")).add(run));
    LocalDate day = run.queuedAt().atZone(ZoneOffset.UTC).toLocalDate();
    trend.computeIfAbsent(day, some -> new Sum("")).add(run);
  }

  /**
   * Returns what the runs came to.
   *
   * @param quota what their logs take
   * @param names returns the name of a project; empty if it is gone
   */
  Response response(LogQuota quota, Function<UUID, Optional<String>> names) {
    return new Response(
        days,
        all.runs,
        all.runs < MOST_RUNS,
        most(jobs)
            .map(
                one ->
                    new JobUse(
                        one.getKey(),
                        one.getValue().name,
                        one.getValue().runs,
                        one.getValue().failures,
                        one.getValue().outputBytes))
            .toList(),
        most(projects)
            .map(
                one -> new ProjectUse(one.getKey(), names.apply(one.getKey()), one.getValue().runs))
            .toList(),
        trend.entrySet().stream()
            .map(
                one ->
                    new Day(
                        one.getKey(),
                        one.getValue().runs,
                        one.getValue().failures,
                        one.getValue().outputBytes))
            .toList(),
        advice(quota));
  }

  private static Stream<Map.Entry<UUID, Sum>> most(Map<UUID, Sum> sums) {
    return sums.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<UUID, Sum> one) -> one.getValue().runs).reversed())
        .limit(MOST_SHOWN);
  }

  /** What could be done to have less. */
  private List<Advice> advice(LogQuota quota) {
    List<Advice> advice = new ArrayList<>();
    if (quota.state().equals("near") || quota.state().equals("full")) {
      advice.add(new Advice("quota", Optional.empty(), Optional.empty(), 0, quota.usedBytes()));
    }
    jobs.forEach(
        (id, sum) -> {
          if (sum.outputBytes > MUCH_OUTPUT && sum.outputBytes > all.outputBytes / HALF) {
            advice.add(
                new Advice(
                    "output", Optional.of(id), Optional.of(sum.name), sum.runs, sum.outputBytes));
          }
          if (sum.failures >= MANY_FAILURES && sum.successes == 0) {
            advice.add(
                new Advice("failing", Optional.of(id), Optional.of(sum.name), sum.failures, 0));
          }
        });
    return advice;
  }

  @Schema("LogStatistics")
  record Response(
      int days,
      long runs,
      boolean complete,
      List<JobUse> jobs,
      List<ProjectUse> projects,
      List<Day> trend,
      List<Advice> advice)
      implements ApiResponse {}

  record JobUse(UUID jobId, String name, long runs, long failures, long outputBytes)
      implements ApiResponse {}

  record ProjectUse(UUID projectId, Optional<String> name, long runs) implements ApiResponse {}

  record Day(LocalDate day, long runs, long failures, long outputBytes) implements ApiResponse {}

  /**
   * What could be done.
   *
   * @param kind quota: logs take nearly all that they may; output: a job prints more than half of
   *     all; failing: a job never succeeds
   */
  record Advice(String kind, Optional<UUID> jobId, Optional<String> jobName, long count, long bytes)
      implements ApiResponse {}
}
