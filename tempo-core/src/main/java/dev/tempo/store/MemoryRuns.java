package dev.tempo.store;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs in memory; guarded by the store's lock. */
final class MemoryRuns {
  private final int keep;
  private final Consumer<Run> onEnd;
  private final TreeMap<UUID, Run> all = new TreeMap<>();
  private final TreeMap<String, TreeMap<UUID, Run>> queued = new TreeMap<>();
  private final TreeMap<UUID, Run> running = new TreeMap<>();
  private final Map<Occurrence, UUID> firstAttempts = new HashMap<>();
  private final ArrayDeque<UUID> ended = new ArrayDeque<>();

  private record Occurrence(UUID triggerId, Instant scheduledFor) {}

  /** Keeps so many that have ended, and tells of each that ends. */
  MemoryRuns(int keep, Consumer<Run> onEnd) {
    this.keep = keep;
    this.onEnd = onEnd;
  }

  /** False if its trigger has another first attempt for its instant. */
  boolean add(Run run) {
    Optional<Occurrence> occurrence = occurrence(run);
    if (occurrence.isPresent()) {
      UUID known = firstAttempts.putIfAbsent(occurrence.get(), run.id());
      if (known != null && !known.equals(run.id())) {
        return false;
      }
    }
    if (!all.containsKey(run.id())) {
      put(run);
    }
    return true;
  }

  void start(Run run) {
    Run known = all.get(run.id());
    if (known != null && known.status() == RunStatus.QUEUED) {
      replace(known, run);
    }
  }

  void finish(Run run) {
    Run known = all.get(run.id());
    if (known != null && !known.status().isFinal()) {
      replace(known, run);
    }
  }

  /** Deletes those that have ended, and says which. */
  List<UUID> delete(Collection<UUID> runIds) {
    List<UUID> deleted = new ArrayList<>();
    for (UUID runId : runIds) {
      Run known = all.get(runId);
      if (known != null && known.status().isFinal()) {
        remove(known);
        ended.remove(runId);
        deleted.add(runId);
      }
    }
    return deleted;
  }

  /** Deletes the oldest that are too many, and says which. */
  void evict(List<UUID> evicted) {
    while (ended.size() > keep) {
      UUID oldest = ended.removeFirst();
      remove(all.get(oldest));
      evicted.add(oldest);
    }
  }

  Optional<Run> find(UUID runId) {
    return Optional.ofNullable(all.get(runId));
  }

  RunPage list(RunQuery query) {
    List<Run> found = inOrder(query).limit(query.limit() + 1L).toList();
    boolean more = found.size() > query.limit();
    List<Run> page = more ? found.subList(0, query.limit()) : found;
    return new RunPage(page, more ? Optional.of(page.getLast().id()) : Optional.empty());
  }

  long count(RunQuery query, int bound) {
    return all.values().stream().filter(query::matches).limit(bound).count();
  }

  RunSummary summary(RunQuery query) {
    List<Run> found = inOrder(query).limit(query.limit()).toList();
    List<Duration> times = found.stream().flatMap(run -> run.duration().stream()).toList();
    return new RunSummary(
        found.stream().collect(Collectors.groupingBy(Run::status, Collectors.counting())),
        times.size(),
        times.stream().reduce(Duration.ZERO, Duration::plus));
  }

  private Stream<Run> inOrder(RunQuery query) {
    boolean newestFirst = query.page().order() == RunQuery.Order.NEWEST_FIRST;
    NavigableMap<UUID, Run> ordered = newestFirst ? all.descendingMap() : all;
    return query
        .page()
        .before()
        .map(last -> ordered.tailMap(last, false))
        .orElse(ordered)
        .values()
        .stream()
        .filter(query::matches);
  }

  List<Run> queued(String queue, Optional<UUID> after, int limit) {
    TreeMap<UUID, Run> waiting = queued.getOrDefault(queue, new TreeMap<>());
    NavigableMap<UUID, Run> rest =
        after.isPresent() ? waiting.tailMap(after.get(), false) : waiting;
    List<Run> found = new ArrayList<>();
    for (Run run : rest.values()) { // a stream would count all of the rest first
      if (found.size() == limit) {
        break;
      }
      found.add(run);
    }
    return found;
  }

  List<String> queuesInUse() {
    return List.copyOf(queued.keySet());
  }

  SortedMap<String, Long> queueLengths() {
    TreeMap<String, Long> lengths = new TreeMap<>();
    queued.forEach((name, waiting) -> lengths.put(name, (long) waiting.size()));
    return lengths;
  }

  List<Run> running() {
    return List.copyOf(running.values());
  }

  Optional<Long> placeInQueue(UUID runId) {
    return find(runId)
        .filter(run -> run.status() == RunStatus.QUEUED)
        .map(run -> (long) queued.get(run.job().queue()).headMap(runId).size());
  }

  Optional<Run> ofOccurrence(UUID triggerId, Instant scheduledFor) {
    return Optional.ofNullable(firstAttempts.get(new Occurrence(triggerId, scheduledFor)))
        .map(all::get);
  }

  private void put(Run run) {
    all.put(run.id(), run);
    switch (run.status()) {
      case QUEUED ->
          queued.computeIfAbsent(run.job().queue(), name -> new TreeMap<>()).put(run.id(), run);
      case RUNNING -> running.put(run.id(), run);
      default -> {
        ended.add(run.id());
        onEnd.accept(run);
      }
    }
  }

  private void replace(Run known, Run run) {
    leave(known);
    put(run);
  }

  private void leave(Run known) {
    if (known.status() == RunStatus.QUEUED) {
      TreeMap<UUID, Run> waiting = queued.get(known.job().queue());
      waiting.remove(known.id());
      if (waiting.isEmpty()) {
        queued.remove(known.job().queue());
      }
    } else {
      running.remove(known.id());
    }
  }

  private void remove(Run run) {
    all.remove(run.id());
    occurrence(run).ifPresent(firstAttempts::remove);
  }

  private static Optional<Occurrence> occurrence(Run run) {
    boolean first = run.attempt() == 1 && run.request().origin().triggerId().isPresent();
    return first
        ? Optional.of(
            new Occurrence(
                run.request().origin().triggerId().get(), run.scheduledFor().orElseThrow()))
        : Optional.empty();
  }
}
