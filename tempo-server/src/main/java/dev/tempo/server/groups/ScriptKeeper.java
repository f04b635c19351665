package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Ids;
import dev.tempo.server.groups.discovery.GroupDirectory;
import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.jobs.DiscoveredJobs;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.Origin;
import dev.tempo.server.naming.SafeNames;
import dev.tempo.task.ScriptPlace;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the jobs of scripts as their files are. For one thread at a time. */
final class ScriptKeeper {
  private static final int AT_ONCE = 250;

  private final JobService jobs;
  private final GroupIndex index;
  private final GroupStore store;
  private final ChangeStore changes;
  private final TimeSource time;

  ScriptKeeper(
      JobService jobs, GroupIndex index, GroupStore store, ChangeStore changes, TimeSource time) {
    this.jobs = jobs;
    this.index = index;
    this.store = store;
    this.changes = changes;
    this.time = time;
  }

  /**
   * What is to be stored of what has changed in a group.
   *
   * @param all whether what holds of scripts may be another also where their files are the same
   */
  List<Wish> plan(
      String groupId, GroupDirectory directory, GroupSync.Changes changes, boolean all) {
    Path root = real(directory.path());
    List<Wish> wishes = new ArrayList<>(fresh(groupId, changes, root));
    Set<UUID> done = new HashSet<>();
    wishes.forEach(wish -> done.add(wish.row().jobId()));
    changes.gone().stream()
        .filter(row -> done.add(row.jobId()))
        .forEach(row -> wishes.add(new Wish(row, "", Optional.empty(), true, root)));
    if (all) {
      index
          .scriptsOf(groupId)
          .filter(row -> !row.isMissing() && done.add(row.jobId()))
          .forEach(row -> wishes.add(new Wish(row, "", Optional.empty(), false, root)));
    }
    return wishes;
  }

  /**
   * Stores what is planned, of any groups; some at a time, so that others may change jobs between.
   */
  void store(List<Wish> wishes) {
    for (int from = 0; from < wishes.size(); from += AT_ONCE) {
      keep(wishes.subList(from, Math.min(from + AT_ONCE, wishes.size())));
    }
  }

  /**
   * What is to become of a script's job.
   *
   * @param row of the script, as it was found
   * @param key of its job, if it is new
   * @param text of the script, if it is new or another
   * @param gone whether its file is
   * @param root the directory of its group
   */
  record Wish(ScriptRow row, String key, Optional<String> text, boolean gone, Path root) {}

  /** Those that were read, the older files first, since they get the plainer names. */
  private List<Wish> fresh(String groupId, GroupSync.Changes changes, Path root) {
    Map<String, ScriptRow> known = new HashMap<>();
    index.scriptsOf(groupId).forEach(row -> known.put(row.file(), row));
    Set<String> keys = new HashSet<>();
    Comparator<Map.Entry<String, ScriptReading>> byAge =
        Comparator.comparing(entry -> entry.getValue().found().stamp().modifiedMicros());
    return changes.read().entrySet().stream()
        .sorted(byAge.thenComparing(Map.Entry.comparingByKey()))
        .map(
            entry -> {
              ScriptRow row = known.get(entry.getKey());
              ScriptRow.Found found = entry.getValue().found();
              return row == null || !exists(row)
                  ? added(
                      new ScriptRow.Place(groupId, entry.getKey()), entry.getValue(), keys, root)
                  : new Wish(
                      row.with(row.standing(), found), "", entry.getValue().text(), false, root);
            })
        .toList();
  }

  private Wish added(ScriptRow.Place place, ScriptReading reading, Set<String> keys, Path root) {
    String safeName =
        SafeNames.unique(
            ScriptJobs.stem(place.file()),
            name -> isTaken(Origin.key(place.groupId(), name), keys));
    String key = Origin.key(place.groupId(), safeName);
    keys.add(key);
    UUID id = jobs.index().at(key).map(JobIndexEntry::id).orElseGet(Ids::next);
    ScriptRow row =
        new ScriptRow(
            id,
            place,
            new ScriptRow.Standing(false, true, time.nowMillis()),
            reading.found(),
            ScriptRow.Edited.NONE);
    return new Wish(row, key, reading.text(), false, root);
  }

  /** A job of this key that no script has was left by a start that did not come to its end. */
  private boolean isTaken(String key, Set<String> keys) {
    return keys.contains(key)
        || jobs.index().at(key).filter(job -> index.script(job.id()).isPresent()).isPresent();
  }

  private void keep(List<Wish> wishes) {
    Map<UUID, ScriptRow> rows = new ConcurrentHashMap<>();
    List<MetadataChange> told = Collections.synchronizedList(new ArrayList<>());
    List<DiscoveredJobs.Wanted> wanted =
        wishes.stream()
            .filter(wish -> !wish.key().isEmpty() || exists(wish.row()))
            .map(
                wish ->
                    new DiscoveredJobs.Wanted(
                        wish.row().jobId(), wish.key(), old -> changed(old, wish, rows, told)))
            .toList();
    jobs.discovered()
        .exclusively( // so that nobody deletes a job of which not all is stored
            () -> {
              List<ManagedJob> stored = jobs.discovered().store(wanted);
              store.save(rows.values());
              return stored;
            });
    changes.add(told);
  }

  /** A job can be deleted at any time. */
  private boolean exists(ScriptRow row) {
    return jobs.index().find(row.jobId()).isPresent();
  }

  private ManagedJob changed(
      ManagedJob old, Wish wish, Map<UUID, ScriptRow> rows, List<MetadataChange> told) {
    ScriptRow row = wish.row();
    boolean wasMissing = index.script(row.jobId()).map(ScriptRow::isMissing).orElse(false);
    if (wish.gone()) {
      boolean resume = wasMissing ? row.standing().resume() : old.job().enabled();
      take(
          row.with(
              new ScriptRow.Standing(true, resume, row.standing().discoveredAt()), row.found()),
          rows);
      return new ManagedJob(old.job().toBuilder().enabled(false).build(), old.details());
    }
    ScriptRow.Standing here =
        new ScriptRow.Standing(false, row.standing().resume(), row.standing().discoveredAt());
    take(row.with(here, row.found()), rows);
    EffectiveMetadata effective =
        index
            .snapshot(row.groupId())
            .effective(row.file(), row.found(), index.edited(row.jobId()), index.timeoutSeconds());
    tell(old, row, effective, told);
    ScriptJobs.Script script =
        new ScriptJobs.Script(
            row.file(),
            wish.text(),
            ScriptPlace.inPlace(wish.root().resolve(row.file()), wish.root()),
            effective,
            row.found().inline().isPresent());
    ManagedJob applied = ScriptJobs.apply(old, script);
    boolean enabled = wasMissing ? row.standing().resume() : old.job().enabled();
    return new ManagedJob(applied.job().toBuilder().enabled(enabled).build(), applied.details());
  }

  /** In memory at once, so that whoever sees the job sees what its script says. */
  private void take(ScriptRow row, Map<UUID, ScriptRow> rows) {
    rows.put(row.jobId(), index.put(row));
  }

  /** Remembers what files have changed of a script that is known. */
  private void tell(
      ManagedJob old, ScriptRow row, EffectiveMetadata now, List<MetadataChange> told) {
    Optional<EffectiveMetadata> before = index.remembered(row.jobId());
    index.remember(row.jobId(), now);
    if (before.isEmpty() || old.job().version() == 0) {
      return;
    }
    for (MetadataField field : MetadataField.values()) {
      JsonNode was = SecretDefaults.hidden(field, before.get().get(field));
      JsonNode is = SecretDefaults.hidden(field, now.get(field));
      if (!was.equals(is)) {
        MetadataChange.Change change =
            new MetadataChange.Change(field.apiName(), now.source(field).label(), was, is);
        told.add(
            new MetadataChange(
                Ids.next(), row.jobId(), change, Optional.empty(), time.nowMillis()));
      }
    }
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      return directory;
    }
  }
}
