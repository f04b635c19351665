package dev.tempo.server.groups;

import dev.tempo.event.Event;
import dev.tempo.python.PythonDefaults;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.groups.discovery.GroupWatcher;
import dev.tempo.server.groups.discovery.GroupsRoot;
import dev.tempo.server.groups.discovery.SettledFiles;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Keeps groups and their jobs as the files in {@code script_groups/} are, from the moment at which
 * the server answers. Thread-safe.
 */
public final class GroupService implements AutoCloseable {
  private static final Duration LONGEST_REFRESH = Duration.ofSeconds(10);

  private final GroupsRoot root;
  private final GroupTransfer transfer;
  private final GroupIndex index;
  private final GroupSync sync;
  private final GroupWatcher watcher;
  private final MetadataService metadata;
  private final ChangeStore changes;
  private final TimeSource time;
  private final BooleanSupplier leads;
  private boolean hasLed;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * What is known of groups before there are jobs.
   *
   * @param index groups and scripts in memory
   * @param rules what holds for the jobs of scripts
   * @param store where they are kept
   * @param changes what was changed of late
   */
  public record Known(
      GroupIndex index, DiscoveredScripts rules, GroupStore store, ChangeStore changes) {

    /** Reads what is stored. */
    public static Known of(
        Database database, SettingsService settings, Caches caches, TimeSource time) {
      GroupStore store = new GroupStore(database);
      ChangeStore changes = new ChangeStore(database);
      GroupIndex index =
          caches.register(
              new GroupIndex(store, () -> settings.get(Settings.DEFAULT_SCRIPT_TIMEOUT)));
      return new Known(index, new DiscoveredScripts(index, store, changes, time), store, changes);
    }
  }

  /** Over jobs; looks at nothing before it is begun. */
  public GroupService(GroupsRoot root, Known known, JobService jobs, Rhythm rhythm) {
    this.root = root;
    this.transfer = new GroupTransfer(root);
    this.index = known.index();
    this.changes = known.changes();
    this.time = rhythm.time();
    this.leads = rhythm.leads();
    this.sync =
        new GroupSync(
            root,
            index,
            known.store(),
            new ScriptKeeper(jobs, index, known.store(), changes, time),
            time);
    this.watcher = new GroupWatcher(root, rhythm.poll(), this::look);
    this.metadata = new MetadataService(jobs, known, sync);
    jobs.index()
        .onChange(
            event -> {
              if (event instanceof Event.JobDeleted deleted) {
                index.remove(deleted.jobId());
              }
            });
  }

  /**
   * When groups are looked at.
   *
   * @param time how time passes
   * @param poll how often, where nothing tells of changes
   * @param leads whether this node stores what it finds; the others have the same directories, and
   *     read what groups say
   */
  public record Rhythm(TimeSource time, Supplier<Duration> poll, BooleanSupplier leads) {}

  /** Looks as the watcher wants it; by its thread alone. */
  private Set<String> look(Optional<Set<String>> groups) {
    if (!leads.getAsBoolean()) {
      hasLed = false;
      return sync.lookOnly(groups);
    }
    if (hasLed) {
      return sync.look(groups);
    }
    hasLed = true;
    sync.forgetAll();
    return sync.look(Optional.empty());
  }

  /** What the group of a job says of its Python; empty for a job of no group. */
  public Optional<PythonDefaults> python(UUID jobId) {
    return index.python(jobId);
  }

  /** Begins to look, in the background. */
  public void begin() {
    watcher.begin();
  }

  GroupsRoot root() {
    return root;
  }

  /** What puts the directories of groups in their places. */
  GroupTransfer transfer() {
    return transfer;
  }

  MetadataService metadata() {
    return metadata;
  }

  GroupIndex index() {
    return index;
  }

  ChangeStore changes() {
    return changes;
  }

  /** The groups that a caller may see, by their ids. */
  List<GroupSnapshot> visibleTo(Caller caller) {
    return index.groups().stream()
        .filter(group -> caller.has(group.metadata().requiredLevel()))
        .sorted(Comparator.comparing(GroupSnapshot::id))
        .toList();
  }

  /**
   * The group of an id.
   *
   * @throws ApiException 404 if there is none that the caller may see
   */
  GroupSnapshot find(String id, Caller caller) {
    return index
        .group(id)
        .filter(group -> caller.has(group.metadata().requiredLevel()))
        .orElseThrow(() -> ApiException.notFound("group", id));
  }

  /** As {@link #find}, but also a group whose directory was made just now. */
  GroupSnapshot discover(String id, Caller caller) {
    if (index.group(id).isEmpty() && root.look().ids().contains(id)) {
      sync.look(Optional.of(Set.of(id)));
    }
    return find(id, caller);
  }

  /**
   * What became of scripts.
   *
   * @param added files that were not there
   * @param changed files that say something else
   * @param removed files that are gone
   */
  record Difference(List<String> added, List<String> changed, List<String> removed) {}

  /**
   * Reads all files of groups again, and waits until those that were just being written are still,
   * for a while.
   *
   * @param groups which; empty for all
   * @param told the scripts of which what became of them is told
   */
  Difference refresh(Optional<Set<String>> groups, Predicate<ScriptRow> told) {
    Map<String, Map<String, String>> before = files(groups, told);
    groups.orElseGet(this::ids).forEach(sync::forget);
    long start = time.nanoTime();
    Set<String> restless = sync.look(groups);
    try {
      boolean ended = false;
      while (!restless.isEmpty() && !ended && time.nanoTime() - start < longest()) {
        ended = closed.await(SettledFiles.SETTLE.toMillis() / 4, TimeUnit.MILLISECONDS);
        restless = sync.look(Optional.of(restless));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return difference(before, files(groups, told));
  }

  private static long longest() {
    return LONGEST_REFRESH.toNanos();
  }

  private Set<String> ids() {
    Set<String> ids = new HashSet<>();
    index.groups().forEach(group -> ids.add(group.id()));
    return ids;
  }

  private Map<String, Map<String, String>> files(
      Optional<Set<String>> groups, Predicate<ScriptRow> told) {
    Map<String, Map<String, String>> files = new TreeMap<>();
    groups.orElseGet(this::ids).forEach(id -> files.put(id, index.files(id, told)));
    return files;
  }

  private static Difference difference(
      Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
    Difference difference = new Difference(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    each(
        after,
        (group, file) -> {
          String was = before.getOrDefault(group, Map.of()).get(file);
          String now = after.get(group).get(file);
          if (was == null) {
            difference.added().add(file);
          } else if (!was.equals(now)) {
            difference.changed().add(file);
          }
        });
    each(
        before,
        (group, file) -> {
          if (!after.getOrDefault(group, Map.of()).containsKey(file)) {
            difference.removed().add(file);
          }
        });
    return difference;
  }

  private static void each(
      Map<String, Map<String, String>> files, BiConsumer<String, String> each) {
    files.forEach((group, some) -> some.keySet().forEach(file -> each.accept(group, file)));
  }

  /** Chooses the conda environment of a group; empty for the one that its file names. */
  GroupSnapshot setCondaEnvironment(String id, Optional<String> name) {
    return sync.choose(id, chosen -> chosen.withCondaEnvironment(name));
  }

  /** Chooses the least role that may see a group; empty for that which its file names. */
  GroupSnapshot setRequiredLevel(String id, Optional<Role> level) {
    return sync.choose(id, chosen -> chosen.withRequiredLevel(level));
  }

  @Override
  public void close() {
    closed.countDown();
    watcher.close();
  }
}
