package dev.tempo.store.memory;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.store.TriggerState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Jobs and triggers in memory; guarded by the store's lock. */
final class MemoryJobs {
  private final Map<UUID, Job> byId = new HashMap<>();
  private final TreeMap<String, Job> byKey = new TreeMap<>(MemoryJobs::byCodePoint);
  private final Map<UUID, TriggerState> triggers = new HashMap<>();
  private final DueTriggers due = new DueTriggers();
  private final TreeSet<UUID> atStartup = new TreeSet<>();

  void save(Job job, List<TriggerState> states) {
    delete(job.id());
    byId.put(job.id(), job);
    byKey.put(job.key(), job);
    for (TriggerState state : states) {
      triggers.put(state.triggerId(), state);
      due.add(state);
    }
    if (job.triggers().stream().anyMatch(MemoryJobs::firesAtStartup)) {
      atStartup.add(job.id());
    }
  }

  void delete(UUID jobId) {
    Job old = byId.remove(jobId);
    if (old != null) {
      byKey.remove(old.key());
      atStartup.remove(jobId);
      old.triggers().forEach(trigger -> forget(trigger.id()));
    }
  }

  void move(TriggerState state) {
    TriggerState old = triggers.replace(state.triggerId(), state);
    if (old != null) {
      due.remove(old);
      due.add(state);
    }
  }

  Optional<Job> find(UUID jobId) {
    return Optional.ofNullable(byId.get(jobId));
  }

  List<Job> findAll(Collection<UUID> jobIds) {
    return jobIds.stream().map(byId::get).filter(Objects::nonNull).toList();
  }

  Optional<Job> findByKey(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  List<Job> list(Optional<String> afterKey, int limit) {
    NavigableMap<String, Job> rest =
        afterKey.isPresent() ? byKey.tailMap(afterKey.get(), false) : byKey;
    return rest.values().stream().limit(limit).toList();
  }

  long count() {
    return byId.size();
  }

  Optional<TriggerState> trigger(UUID triggerId) {
    return Optional.ofNullable(triggers.get(triggerId));
  }

  List<TriggerState> triggersOf(UUID jobId) {
    List<TriggerState> states = new ArrayList<>();
    find(jobId).ifPresent(job -> job.triggers().forEach(one -> states.add(triggers.get(one.id()))));
    return states;
  }

  List<UUID> unplannedToDelete(Optional<UUID> after, int limit) {
    return byId.values().stream()
        .filter(job -> job.policy().deleteWhenDone())
        .filter(job -> triggersOf(job.id()).stream().allMatch(one -> one.next().isEmpty()))
        .map(Job::id)
        .filter(id -> after.isEmpty() || id.compareTo(after.get()) > 0)
        .sorted()
        .limit(limit)
        .toList();
  }

  DueTriggers due() {
    return due;
  }

  List<UUID> thatFollow(Optional<UUID> after, int limit) {
    return byId.values().stream()
        .filter(job -> job.triggers().stream().anyMatch(one -> one.schedule().followsJobs()))
        .map(Job::id)
        .filter(id -> after.isEmpty() || id.compareTo(after.get()) > 0)
        .sorted()
        .limit(limit)
        .toList();
  }

  List<UUID> toRunAtStartup(Optional<UUID> after, int limit) {
    NavigableSet<UUID> rest = after.isPresent() ? atStartup.tailSet(after.get(), false) : atStartup;
    return rest.stream().limit(limit).toList();
  }

  private void forget(UUID triggerId) {
    TriggerState old = triggers.remove(triggerId);
    if (old != null) {
      due.remove(old);
    }
  }

  private static boolean firesAtStartup(Trigger trigger) {
    return trigger.enabled() && trigger.schedule().firesAtStartup();
  }

  /** The order of UTF-8, in which SQLite compares, too. */
  private static int byCodePoint(String one, String other) {
    int[] left = one.codePoints().toArray();
    int[] right = other.codePoints().toArray();
    return java.util.Arrays.compare(left, right);
  }
}
