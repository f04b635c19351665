package dev.tempo.faults.cluster;

import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.faults.cluster.ClusterViolation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What may not be at work at the same time was not. */
final class TogetherCheck {
  private final Map<String, LoadSpec> load = LoadSpec.byName();
  private final Activities activities;
  private final List<ClusterViolation> found;
  private final List<Span> spans;

  private record Span(Run run, long from, long to) {}

  TogetherCheck(ClusterHistory history, Activities activities, List<ClusterViolation> found) {
    this.activities = activities;
    this.found = found;
    this.spans =
        history.runs().stream()
            .flatMap(each -> span(each.run()).stream())
            .sorted(Comparator.comparingLong(Span::from))
            .toList();
  }

  private Optional<Span> span(Run run) {
    return activities
        .of(run.id())
        .filter(activity -> !activity.isOfAMoment())
        .flatMap(
            activity ->
                activity.begin().map(begin -> new Span(run, begin.nanos(), activity.lastNanos())));
  }

  void check() {
    group(span -> first(span.run())).values().forEach(this::checkAttempts);
    group(span -> span.run().jobName()).forEach(this::checkJob);
    group(span -> load.get(span.run().jobName()).queue()).forEach(this::checkQueue);
  }

  private <K> Map<K, List<Span>> group(Function<Span, K> key) {
    return spans.stream().collect(Collectors.groupingBy(key));
  }

  private static UUID first(Run run) {
    return run.request().firstRunId().orElse(run.id());
  }

  private void checkAttempts(List<Span> chain) {
    apart(chain, Kind.ATTEMPTS_TOGETHER);
  }

  private void checkJob(String name, List<Span> all) {
    if (load.get(name).overlap() != OverlapPolicy.ALLOW) {
      apart(all, Kind.RUNS_TOGETHER);
    }
  }

  private void apart(List<Span> all, Kind kind) {
    Span longest = null;
    for (Span next : all) {
      if (longest != null && next.from() < longest.to()) {
        Duration together = Duration.ofNanos(longest.to() - next.from());
        String where = text(next.run()) + " beside " + text(longest.run()) + ", " + together;
        found.add(new ClusterViolation(kind, where));
      }
      longest = longest == null || next.to() > longest.to() ? next : longest;
    }
  }

  private static String text(Run run) {
    return run.jobName() + " " + run.id() + " (" + run.attempt() + ", " + run.status() + ")";
  }

  private void checkQueue(String queue, List<Span> all) {
    int limit = LoadSpec.LIMITS.get(queue);
    PriorityQueue<Span> active = new PriorityQueue<>(Comparator.comparingLong(Span::to));
    for (Span next : all) {
      while (!active.isEmpty() && active.element().to() <= next.from()) {
        active.remove();
      }
      active.add(next);
      if (active.size() > limit) {
        List<String> names = new ArrayList<>();
        active.forEach(each -> names.add(text(each.run())));
        found.add(new ClusterViolation(Kind.LIMIT_EXCEEDED, queue + ": " + names));
      }
    }
  }
}
