package dev.tempo.store.memory;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.Change;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSummary;
import dev.tempo.store.memory.RunIndex.Entry;
import dev.tempo.task.ScriptText;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs in memory; guarded by the store's lock. */
final class MemoryRuns {
  /** So many that are queued are sorted rather than looked for among all. */
  private static final int FEW = 5_000;

  private final int keep;
  private final Consumer<Run> onEnd;
  private final Map<UUID, Entry> byId = new HashMap<>();
  private final RunIndexes indexes = new RunIndexes();
  private final QueuedRuns queued = new QueuedRuns();
  private final Map<UUID, Entry> running = new HashMap<>();
  private final Map<UUID, ScriptText> scripts = new HashMap<>();
  private final Map<UUID, String> results = new HashMap<>();
  private final TreeMap<UUID, Entry> deadLetters = new TreeMap<>();
  private final Map<Occurrence, UUID> firstAttempts = new HashMap<>();
  private final UniqueRuns unique = new UniqueRuns();
  private final Map<Attempt, UUID> laterAttempts = new HashMap<>();

  /** In the order in which they ended; those that were removed meanwhile are skipped. */
  private final ArrayDeque<Entry> ended = new ArrayDeque<>();

  private int keptEnded;

  private record Occurrence(UUID triggerId, Instant scheduledFor) {}

  private record Attempt(UUID firstRunId, int number) {}

  /** Keeps so many that have ended, and tells of each that ends. */
  MemoryRuns(int keep, Consumer<Run> onEnd) {
    this.keep = keep;
    this.onEnd = onEnd;
  }

  /** False if its trigger has another first attempt for its instant. */
  boolean add(Run run) {
    if (isFirstOfOccurrence(run)) {
      UUID known = firstAttempts.putIfAbsent(occurrence(run), run.id());
      if (known != null && !known.equals(run.id())) {
        return false;
      }
    }
    Entry entry = new Entry(run);
    if (byId.putIfAbsent(run.id(), entry) == null) {
      indexes.add(entry);
      enter(entry);
      index(run);
    }
    return true;
  }

  /** Most have neither a unique key nor an attempt before them. */
  private void index(Run run) {
    unique.add(run);
    if (run.request().firstRunId().isPresent()) {
      laterAttempts.putIfAbsent(laterAttempt(run), run.id());
    }
  }

  private void unindex(Run run) {
    unique.remove(run);
    if (run.request().firstRunId().isPresent()) {
      laterAttempts.remove(laterAttempt(run), run.id());
    }
  }

  void keep(Change.KeepScript kept) {
    scripts.put(kept.runId(), kept.script());
  }

  Optional<ScriptText> script(UUID runId) {
    return Optional.ofNullable(scripts.get(runId));
  }

  void keep(Change.KeepResult kept) {
    if (byId.containsKey(kept.runId())) {
      results.put(kept.runId(), kept.text());
    }
  }

  Optional<String> result(UUID runId) {
    return Optional.ofNullable(results.get(runId));
  }

  void set(Change.SetDeadLetter change) {
    Entry known = byId.get(change.runId());
    if (known == null || !known.run().status().isFinal()) {
      return;
    }
    if (change.isDeadLetter()) {
      deadLetters.put(known.id(), known);
    } else {
      deadLetters.remove(known.id());
    }
  }

  boolean isDeadLetter(UUID runId) {
    return deadLetters.containsKey(runId);
  }

  void start(Run run) {
    Entry known = byId.get(run.id());
    if (known != null && known.run().status() == RunStatus.QUEUED) {
      change(known, run);
    }
  }

  void read(Change.ReadScript read) {
    Entry known = byId.get(read.runId());
    if (known != null && known.run().status() == RunStatus.RUNNING) {
      change(known, known.run().withScriptRead(read.sha256()));
    }
  }

  void release(Run run) {
    Entry known = byId.get(run.id());
    if (known != null && known.run().status() == RunStatus.QUEUED) {
      change(known, known.run().withNotBefore(run.timeline().notBefore()));
    }
  }

  List<Run> waitingForRuns() {
    return queued.after(TimeBounds.MAX_INSTANT.minusMillis(1)).stream()
        .filter(run -> run.request().origin().predecessor().isPresent())
        .sorted(Comparator.comparing(Run::id))
        .toList();
  }

  void requeue(Run run) {
    Entry known = byId.get(run.id());
    if (known != null && known.run().status() == RunStatus.RUNNING) {
      change(known, run);
    }
  }

  void finish(Run run) {
    Entry known = byId.get(run.id());
    if (known != null && !known.run().status().isFinal()) {
      change(known, run);
    }
  }

  /** A run that was lost has ended in another way; returns how it was, if it was lost. */
  Optional<Run> correct(Run run) {
    Entry known = byId.get(run.id());
    if (known == null || known.run().status() != RunStatus.LOST) {
      return Optional.empty();
    }
    indexes.remove(known); // by what it has been until now
    Entry corrected = new Entry(run);
    byId.put(run.id(), corrected);
    deadLetters.replace(run.id(), corrected);
    indexes.add(corrected);
    indexes.ended(corrected);
    ended.add(corrected);
    return Optional.of(known.run());
  }

  /** Deletes those that have ended, and says which. */
  List<UUID> delete(Collection<UUID> runIds) {
    List<UUID> deleted = new ArrayList<>();
    for (UUID runId : runIds) {
      Entry known = byId.get(runId);
      if (known != null && known.run().status().isFinal()) {
        remove(known);
        deleted.add(runId);
      }
    }
    return deleted;
  }

  /** Deletes the oldest that are too many, and says which. */
  void evict(List<UUID> evicted) {
    while (keptEnded > keep) {
      Entry oldest = ended.removeFirst();
      if (!oldest.isRemoved()) {
        remove(oldest);
        evicted.add(oldest.id());
      }
    }
  }

  Optional<Run> find(UUID runId) {
    return Optional.ofNullable(byId.get(runId)).map(Entry::run);
  }

  RunPage list(RunQuery query) {
    List<Run> found = matching(query, query.limit() + 1);
    boolean more = found.size() > query.limit();
    List<Run> page = more ? List.copyOf(found.subList(0, query.limit())) : found;
    return new RunPage(page, more ? Optional.of(page.getLast().id()) : Optional.empty());
  }

  RunCount count(RunQuery query, int bound) {
    return RunCount.upTo(bound, matching(query, bound).size());
  }

  RunSummary summary(RunQuery query) {
    List<Run> found = matching(query.withRegularOnly(), query.limit());
    List<Duration> times = found.stream().flatMap(run -> run.duration().stream()).toList();
    return new RunSummary(
        found.stream().collect(Collectors.groupingBy(Run::status, Collectors.counting())),
        times.size(),
        times.stream().reduce(Duration.ZERO, Duration::plus));
  }

  QueuedRuns queued() {
    return queued;
  }

  List<Run> running() {
    return running.values().stream().map(Entry::run).sorted(Comparator.comparing(Run::id)).toList();
  }

  Optional<Long> placeInQueue(UUID runId) {
    return find(runId).filter(run -> run.status() == RunStatus.QUEUED).map(queued::before);
  }

  List<Run> ofUniqueKey(UUID jobId, String uniqueKey) {
    return unique.find(jobId, uniqueKey).stream()
        .map(this::find)
        .flatMap(Optional::stream)
        .toList();
  }

  Optional<Run> attempt(UUID firstRunId, int number) {
    return Optional.ofNullable(laterAttempts.get(new Attempt(firstRunId, number)))
        .flatMap(this::find);
  }

  Optional<Run> ofOccurrence(UUID triggerId, Instant scheduledFor) {
    return Optional.ofNullable(firstAttempts.get(new Occurrence(triggerId, scheduledFor)))
        .flatMap(this::find);
  }

  private void change(Entry entry, Run run) {
    leave(entry);
    entry.run(run);
    enter(entry);
  }

  private void enter(Entry entry) {
    Run run = entry.run();
    switch (run.status()) {
      case QUEUED -> queued.add(run);
      case RUNNING -> running.put(run.id(), entry);
      default -> {
        unique.ended(run);
        ended.add(entry);
        keptEnded++;
        indexes.ended(entry);
        onEnd.accept(run);
      }
    }
  }

  private void leave(Entry entry) {
    Run known = entry.run();
    if (known.status() == RunStatus.QUEUED) {
      queued.remove(known);
    } else {
      running.remove(known.id());
    }
  }

  /** Removes a run that has ended. */
  private void remove(Entry entry) {
    byId.remove(entry.id());
    scripts.remove(entry.id());
    results.remove(entry.id());
    deadLetters.remove(entry.id());
    indexes.remove(entry);
    keptEnded--;
    unindex(entry.run());
    if (isFirstOfOccurrence(entry.run())) {
      firstAttempts.remove(occurrence(entry.run()));
    }
  }

  private static Attempt laterAttempt(Run run) {
    return new Attempt(run.request().firstRunId().orElseThrow(), run.attempt());
  }

  private static boolean isFirstOfOccurrence(Run run) {
    return run.attempt() == 1
        && run.request().origin().triggerId().isPresent()
        && run.scheduledFor().isPresent();
  }

  private static Occurrence occurrence(Run run) {
    return new Occurrence(
        run.request().origin().triggerId().orElseThrow(), run.scheduledFor().orElseThrow());
  }

  private List<Run> matching(RunQuery query, int limit) {
    Iterator<Run> runs = query.isOfDeadLetters() ? deadLetters(query.page()) : among(query);
    List<Run> found = new ArrayList<>();
    while (runs.hasNext() && found.size() < limit) {
      Run run = runs.next();
      if (query.matches(run)) {
        found.add(run);
      }
    }
    return found;
  }

  private Iterator<Run> deadLetters(RunQuery.Page page) {
    boolean down = page.order() == RunQuery.Order.NEWEST_FIRST;
    NavigableMap<UUID, Entry> all = down ? deadLetters.descendingMap() : deadLetters;
    return page.before().map(last -> all.tailMap(last, false)).orElse(all).values().stream()
        .map(Entry::run)
        .iterator();
  }

  private Iterator<Run> among(RunQuery query) {
    boolean open =
        !query.statuses().isEmpty() && query.statuses().stream().noneMatch(RunStatus::isFinal);
    return open && queued.size() <= FEW ? open(query.page()) : indexes.among(query);
  }

  private Iterator<Run> open(RunQuery.Page page) {
    Comparator<Run> byId = Comparator.comparing(Run::id);
    boolean down = page.order() == RunQuery.Order.NEWEST_FIRST;
    Comparator<Run> order = down ? byId.reversed() : byId;
    return Stream.concat(running.values().stream().map(Entry::run), queued.all())
        .filter(run -> page.before().isEmpty() || isBehind(run, page.before().get(), down))
        .sorted(order)
        .iterator();
  }

  private static boolean isBehind(Run run, UUID before, boolean down) {
    int order = run.id().compareTo(before);
    return down ? order < 0 : order > 0;
  }
}
