package dev.tempo.server.groups;

import dev.tempo.python.PythonDefaults;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.groups.metadata.MetadataWarning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds groups and their scripts in memory. Thread-safe. */
public final class GroupIndex implements NodeCache {
  private final GroupStore store;
  private final IntSupplier timeoutSeconds;
  private final ConcurrentMap<String, GroupSnapshot> groups = new ConcurrentHashMap<>();
  private final ConcurrentMap<UUID, ScriptRow> scripts = new ConcurrentHashMap<>();
  private final ConcurrentMap<UUID, EffectiveMetadata> remembered = new ConcurrentHashMap<>();
  private volatile List<MetadataWarning> warnings = List.of();

  /**
   * Reads what is stored.
   *
   * @param timeoutSeconds after which runs of jobs end that say nothing; asked each time
   */
  GroupIndex(GroupStore store, IntSupplier timeoutSeconds) {
    this.store = store;
    this.timeoutSeconds = timeoutSeconds;
    readAll();
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> readAll();
      case DataChange.JobsChanged changed -> changed.jobIds().forEach(this::read);
      case DataChange.GroupsChanged groups -> readGroups();
      default -> {} // says nothing about groups
    }
  }

  private Set<String> readGroups() {
    Set<String> others = new HashSet<>(groups.keySet());
    for (GroupRow row : store.groups()) {
      others.remove(row.id());
      groups.compute(
          row.id(), (id, known) -> known == null ? GroupSnapshot.empty(row) : known.with(row));
    }
    return others;
  }

  private void readAll() {
    readGroups().forEach(groups::remove);
    Set<UUID> gone = new HashSet<>(scripts.keySet());
    for (ScriptRow row : store.scripts()) {
      gone.remove(row.jobId());
      scripts.put(row.jobId(), row);
    }
    gone.forEach(this::read); // it may have come meanwhile
  }

  /** Reads what is stored of a script. */
  void read(UUID jobId) {
    store.find(jobId).ifPresentOrElse(row -> scripts.put(jobId, row), () -> scripts.remove(jobId));
  }

  Optional<GroupSnapshot> group(String id) {
    return Optional.ofNullable(groups.get(id));
  }

  Collection<GroupSnapshot> groups() {
    return List.copyOf(groups.values());
  }

  void put(GroupSnapshot group) {
    groups.put(group.id(), group);
  }

  void removeGroup(String id) {
    groups.remove(id);
  }

  Optional<ScriptRow> script(UUID jobId) {
    return Optional.ofNullable(scripts.get(jobId));
  }

  /** The group of a job and the name of its script's file in it; empty for a job of no group. */
  public Optional<ScriptFile> file(UUID jobId) {
    return script(jobId).map(row -> new ScriptFile(row.groupId(), row.file(), pages(row)));
  }

  /**
   * Where the script of a job lies.
   *
   * @param group the name of its group's directory
   * @param name of its file there
   * @param pages where pages about it lie below that directory, by language, as it says itself
   */
  public record ScriptFile(String group, String name, Map<String, String> pages) {

    /** Copies the map. */
    public ScriptFile {
      pages = Map.copyOf(pages);
    }

    /** The name without its ending, by which pages are named that the script does not name. */
    public String stem() {
      return GroupIndex.stem(name);
    }
  }

  private static String stem(String file) {
    int ending = file.lastIndexOf('.');
    return ending < 0 ? file : file.substring(0, ending);
  }

  private Map<String, String> pages(ScriptRow row) {
    Map<String, String> pages = new TreeMap<>();
    effective(row)
        .get(MetadataField.DESCRIPTION_LONG)
        .properties()
        .forEach(entry -> pages.put(entry.getKey(), entry.getValue().asText()));
    return pages;
  }

  /** Two scripts whose names differ in their endings only have the same pages. */
  private static List<MetadataWarning> sharedPages(ScriptRow row, Stream<ScriptRow> sameStem) {
    return sameStem
        .filter(other -> !other.jobId().equals(row.jobId()))
        .map(ScriptRow::file)
        .sorted()
        .map(
            other ->
                MetadataWarning.of(
                    row.file(),
                    MetadataField.DESCRIPTION_LONG.apiName(),
                    GroupMessages.sharedPages(other)))
        .toList();
  }

  private Stream<ScriptRow> present(String groupId) {
    return scriptsOf(groupId).filter(row -> !row.isMissing());
  }

  Stream<ScriptRow> scriptsOf(String groupId) {
    return scripts.values().stream().filter(row -> row.groupId().equals(groupId));
  }

  /** Takes in a script as it was found; what was edited meanwhile stays. */
  ScriptRow put(ScriptRow found) {
    return scripts.merge(
        found.jobId(), found, (known, fresh) -> known.with(fresh.standing(), fresh.found()));
  }

  /** Takes in what was edited of a script. */
  Optional<ScriptRow> edit(UUID jobId, MetadataLayer layer) {
    return Optional.ofNullable(
        scripts.computeIfPresent(
            jobId, (id, row) -> row.with(new ScriptRow.Edited(layer, row.edited().count() + 1))));
  }

  void remove(UUID jobId) {
    scripts.remove(jobId);
    remembered.remove(jobId);
  }

  /** What held of a script when its job was last made what it says, in this process. */
  Optional<EffectiveMetadata> remembered(UUID jobId) {
    return Optional.ofNullable(remembered.get(jobId));
  }

  void remember(UUID jobId, EffectiveMetadata effective) {
    remembered.put(jobId, effective);
  }

  /** What was edited of a script; nothing if it is not known yet. */
  MetadataLayer edited(UUID jobId) {
    return script(jobId).map(row -> row.edited().layer()).orElse(MetadataLayer.EMPTY);
  }

  /** What is wrong with what lies beside the groups. */
  List<MetadataWarning> warnings() {
    return warnings;
  }

  void warnings(List<MetadataWarning> found) {
    warnings = List.copyOf(found);
  }

  /** What holds of a script. */
  EffectiveMetadata effective(ScriptRow row) {
    return effective(row, row.edited().layer());
  }

  /** What would hold of a script if this had been edited. */
  EffectiveMetadata effective(ScriptRow row, MetadataLayer edited) {
    return snapshot(row.groupId())
        .effective(row.file(), row.found(), edited, timeoutSeconds.getAsInt());
  }

  int timeoutSeconds() {
    return timeoutSeconds.getAsInt();
  }

  GroupSnapshot snapshot(String groupId) {
    GroupSnapshot known = groups.get(groupId);
    return known != null
        ? known
        : GroupSnapshot.empty(
            new GroupRow(groupId, GroupRow.Chosen.NOTHING, Instant.EPOCH, Instant.EPOCH));
  }

  /** What the group of a job says of its Python; empty for a job of no group. */
  Optional<PythonDefaults> python(UUID jobId) {
    return script(jobId)
        .map(row -> snapshot(row.groupId()))
        .map(
            group ->
                new PythonDefaults(
                    group.condaEnvironment(), group.rest().requirements().orElse(List.of())));
  }

  /** What is wrong with what the files of a script say. */
  List<MetadataWarning> warnings(ScriptRow row) {
    String stem = stem(row.file());
    return warnings(
        row, () -> present(row.groupId()).filter(other -> stem(other.file()).equals(stem)));
  }

  /** What is wrong with what the files of some of a group's scripts say, by their names. */
  List<MetadataWarning> warnings(String groupId, Predicate<ScriptRow> filter) {
    Map<String, List<ScriptRow>> byStem =
        present(groupId).collect(Collectors.groupingBy(row -> stem(row.file())));
    return scriptsOf(groupId)
        .filter(filter)
        .sorted(Comparator.comparing(ScriptRow::file))
        .flatMap(
            row ->
                warnings(row, () -> byStem.getOrDefault(stem(row.file()), List.of()).stream())
                    .stream())
        .toList();
  }

  private List<MetadataWarning> warnings(ScriptRow row, Supplier<Stream<ScriptRow>> sameStem) {
    List<MetadataWarning> all = new ArrayList<>();
    if (row.isMissing()) {
      all.add(MetadataWarning.of(row.file(), "file", GroupMessages.missing()));
    }
    all.addAll(row.found().header().warnings());
    if (!row.isMissing() && pages(row).isEmpty()) {
      all.addAll(sharedPages(row, sameStem.get()));
    }
    all.addAll(snapshot(row.groupId()).json(row.file()).warnings());
    return all;
  }

  /** The files of some of a group's scripts that are there, each with what tells its content. */
  Map<String, String> files(String groupId, Predicate<ScriptRow> filter) {
    Map<String, String> files = new TreeMap<>();
    scriptsOf(groupId)
        .filter(row -> !row.isMissing() && filter.test(row))
        .forEach(row -> files.put(row.file(), row.found().stamp().text()));
    return files;
  }
}
