package dev.tempo.server.groups;

import dev.tempo.server.groups.discovery.FileStamp;
import dev.tempo.server.groups.discovery.GroupDirectory;
import dev.tempo.server.groups.discovery.GroupLook;
import dev.tempo.server.groups.discovery.GroupsRoot;
import dev.tempo.server.groups.discovery.SettledFiles;
import dev.tempo.server.groups.metadata.MetadataFile;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes groups and their jobs what the files are: looks at directories, reads what has changed and
 * stays as it is, and stores what follows from that. A group whose files cannot be read or stored
 * keeps no other one from being looked at. Thread-safe; one look at a time.
 */
final class GroupSync {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSync.class);
  private static final List<String> ABOUT =
      List.of(MetadataFile.GROUP, MetadataFile.SCRIPTS, GroupDirectory.REQUIREMENTS);

  /**
   * Whoever copies a file gives it its old time when it is complete, so a file that is this old
   * when the server starts is not being written, and need not be watched for a while.
   */
  private static final Duration CALM = Duration.ofSeconds(10);

  /** How much of scripts is held in memory in one look, unless a single one is larger. */
  private static final long MAX_BYTES_AT_ONCE = 4 << 20;

  /** So many scripts are stored while others are being read. */
  private static final int STORED_AT_ONCE = 200;

  private final GroupsRoot root;
  private final GroupIndex index;
  private final GroupStore store;
  private final ScriptKeeper keeper;
  private final TimeSource time;
  private final Map<String, GroupTracker> trackers = new ConcurrentHashMap<>();

  /** How much has been read in the look that is under way, in bytes. */
  private long bytesRead;

  /** Files changed before this need not be seen twice, in microseconds since 1970. */
  private long calmBefore;

  GroupSync(
      GroupsRoot root, GroupIndex index, GroupStore store, ScriptKeeper keeper, TimeSource time) {
    this.root = root;
    this.index = index;
    this.store = store;
    this.keeper = keeper;
    this.time = time;
    this.calmBefore = micros(time.nowMillis().minus(CALM));
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /**
   * Looks at groups.
   *
   * @param groupIds which; empty for all, and for those that have come or gone
   * @return those in which something has changed that is not certain to stay so
   */
  synchronized Set<String> look(Optional<Set<String>> groupIds) {
    List<Seen> seen = look(groupIds, this::store);
    seen.forEach(this::forgetGone);
    return restless(seen);
  }

  /** The same without storing anything, since another node does. */
  synchronized Set<String> lookOnly(Optional<Set<String>> groupIds) {
    return restless(look(groupIds, nothing -> {}));
  }

  /** Stores with the next look whatever has not become of the files yet. */
  synchronized void forgetAll() {
    trackers.clear();
  }

  private List<Seen> look(Optional<Set<String>> groupIds, Consumer<List<Seen>> keeping) {
    bytesRead = 0;
    GroupsRoot.Groups there = root.look();
    index.warnings(there.warnings());
    Set<String> present = new HashSet<>(there.ids());
    Set<String> all = new HashSet<>(groupIds.orElse(present));
    if (groupIds.isEmpty()) {
      index.groups().forEach(group -> all.add(group.id()));
    }
    List<Seen> seen = new ArrayList<>();
    try (GroupStoring storing = new GroupStoring(STORED_AT_ONCE, keeping)) {
      for (String id : all) {
        if (GroupsRoot.isId(id)) {
          attempt(id, () -> seen.add(look(id, present.contains(id))));
          if (!seen.isEmpty() && seen.getLast().id().equals(id)) {
            storing.add(seen.getLast());
          }
        }
      }
      storing.finish();
    }
    calmBefore = groupIds.isEmpty() ? Long.MIN_VALUE : calmBefore;
    return seen;
  }

  private static Set<String> restless(List<Seen> seen) {
    return seen.stream()
        .filter(one -> !one.restless().isEmpty())
        .map(Seen::id)
        .collect(Collectors.toSet());
  }

  /**
   * What a look at a group has found.
   *
   * @param id of the group
   * @param present whether its directory is there
   * @param restless files that may not stay as they are
   * @param wishes what is to be stored of its scripts
   * @param changed whether anything of the group is
   */
  record Seen(
      String id,
      boolean present,
      Set<String> restless,
      List<ScriptKeeper.Wish> wishes,
      boolean changed) {}

  /** All at once; if that fails, one group after the other, so that one keeps none from it. */
  private void store(List<Seen> seen) {
    List<ScriptKeeper.Wish> wishes = seen.stream().flatMap(one -> one.wishes().stream()).toList();
    try {
      keeper.store(wishes);
    } catch (RuntimeException e) {
      LOG.warn("Changes of several groups could not be stored together", e);
      seen.forEach(one -> attempt(one.id(), () -> keeper.store(one.wishes())));
    }
    List<String> changed = seen.stream().filter(Seen::changed).map(Seen::id).toList();
    Map<String, GroupRow.Files> files = new HashMap<>();
    for (String id : changed) {
      Optional.ofNullable(trackers.get(id))
          .flatMap(GroupTracker::unsaved)
          .ifPresent(said -> files.put(id, said));
    }
    store.saveGroups(changed.stream().map(id -> index.snapshot(id).row()).toList(), files);
    files.keySet().forEach(id -> trackers.get(id).saved());
  }

  private void attempt(String id, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("The group {} could not be read; that is tried again", id, e);
      trackers.remove(id);
    }
  }

  /** Has files read again though nothing shows that they have changed. */
  synchronized void forget(String id, Collection<String> files) {
    GroupTracker tracker = trackers.get(id);
    if (tracker != null) {
      tracker.taken().keySet().removeAll(files);
    }
  }

  /** Has all files of a group read again. */
  synchronized void forget(String id) {
    GroupTracker tracker = trackers.get(id);
    if (tracker != null) {
      tracker.taken().clear();
    }
  }

  /** Chooses what is to hold of a group whatever its files say. */
  synchronized GroupSnapshot choose(String id, UnaryOperator<GroupRow.Chosen> choice) {
    GroupSnapshot known = index.snapshot(id);
    GroupSnapshot changed = known.with(known.row().with(choice.apply(known.row().chosen())));
    index.put(changed);
    store.save(changed.row());
    keeper.store(keeper.plan(id, root.group(id), new Changes(Map.of(), List.of()), true));
    return changed;
  }

  private Seen look(String id, boolean present) {
    GroupTracker tracker = trackers.computeIfAbsent(id, this::tracker);
    GroupDirectory directory = root.group(id);
    GroupLook look = present ? directory.look() : new GroupLook(Map.of(), List.of());
    SettledFiles.Settled settled =
        tracker.settled().observe(look, known(id, tracker), time.nanoTime(), calmBefore);
    Set<String> restless = new HashSet<>(settled.restless());
    // A group that is away keeps its last words, so that nobody sees more of it for that.
    boolean about = present && takeAbout(tracker, directory, settled, restless);
    takeExamples(tracker, directory, settled, restless);
    Map<String, ScriptReading> read = read(tracker, directory, settled, restless);
    publish(id, tracker, present, look);
    Changes changes = changes(id, tracker, settled, read);
    boolean all = tracker.isFresh() || about;
    return new Seen(
        id,
        present,
        restless,
        keeper.plan(id, directory, changes, all),
        all || !read.isEmpty() || !changes.gone().isEmpty());
  }

  private GroupTracker tracker(String id) {
    GroupTracker tracker = new GroupTracker(store.files(id));
    index
        .scriptsOf(id)
        .filter(row -> !row.isMissing())
        .forEach(row -> tracker.taken().put(row.file(), row.found().stamp()));
    return tracker;
  }

  /** What was taken, and what there is a job of. */
  private Map<String, FileStamp> known(String id, GroupTracker tracker) {
    Map<String, FileStamp> known = new HashMap<>(tracker.taken());
    index
        .scriptsOf(id)
        .filter(row -> !row.isMissing() && !known.containsKey(row.file()))
        .forEach(row -> known.put(row.file(), GONE));
    return known;
  }

  /** The stamp of no file. */
  private static final FileStamp GONE = new FileStamp(-1, 0, "");

  private static boolean takeAbout(
      GroupTracker tracker,
      GroupDirectory directory,
      SettledFiles.Settled settled,
      Set<String> restless) {
    boolean changed = false;
    for (String name : ABOUT) {
      Optional<FileStamp> now = settled.files().getOrDefault(name, Optional.empty());
      boolean known = Optional.ofNullable(tracker.taken().get(name)).equals(now);
      if (restless.contains(name) || known) {
        continue;
      }
      if (tracker.takeAbout(directory, name, now)) {
        changed = true;
      } else {
        restless.add(name);
      }
    }
    return changed;
  }

  private static void takeExamples(
      GroupTracker tracker,
      GroupDirectory directory,
      SettledFiles.Settled settled,
      Set<String> restless) {
    settled
        .files()
        .forEach(
            (name, stamp) -> {
              boolean known = Optional.ofNullable(tracker.taken().get(name)).equals(stamp);
              if (GroupDirectory.isExample(name)
                  && !known
                  && !tracker.takeExample(directory, name, stamp)) {
                restless.add(name);
              }
            });
  }

  /** Reads the scripts that are others than those that were taken. */
  private Map<String, ScriptReading> read(
      GroupTracker tracker,
      GroupDirectory directory,
      SettledFiles.Settled settled,
      Set<String> restless) {
    // What the group says of its scripts comes first: it may be that few may see them.
    boolean waits = ABOUT.stream().anyMatch(restless::contains);
    Map<String, ScriptReading> read = new TreeMap<>();
    settled
        .files()
        .forEach(
            (name, stamp) -> {
              boolean script = GroupDirectory.isScript(name) && stamp.isPresent();
              if (script && !tracker.takes(name)) {
                tracker.taken().remove(name);
                tracker.refused().remove(name);
              } else if (script && stamp.get().equals(tracker.taken().get(name))) {
                return; // as it was
              } else if (script && (waits || !mayRead(stamp.get()))) {
                restless.add(name);
              } else if (script) {
                ScriptReading.of(directory, name, stamp.get())
                    .ifPresentOrElse(reading -> read.put(name, reading), () -> restless.add(name));
              } else if (stamp.isEmpty()) {
                tracker.refused().remove(name);
              }
            });
    read.forEach(
        (name, reading) -> {
          tracker.taken().put(name, reading.found().stamp());
          tracker.refused().remove(name);
          reading.refusal().ifPresent(refusal -> tracker.refused().put(name, refusal));
        });
    return read;
  }

  /** The rest is read in the looks to come, so that many large scripts are never held at once. */
  private boolean mayRead(FileStamp stamp) {
    boolean fits = bytesRead == 0 || bytesRead + stamp.size() <= MAX_BYTES_AT_ONCE;
    bytesRead += fits ? stamp.size() : 0;
    return fits;
  }

  /**
   * What has become of scripts.
   *
   * @param read those that are new or others, with their text
   * @param gone jobs whose scripts are gone, or are not taken any more
   */
  record Changes(Map<String, ScriptReading> read, List<ScriptRow> gone) {}

  private Changes changes(
      String id,
      GroupTracker tracker,
      SettledFiles.Settled settled,
      Map<String, ScriptReading> read) {
    Map<String, ScriptReading> scripts = new TreeMap<>(read);
    scripts.values().removeIf(reading -> reading.text().isEmpty());
    List<ScriptRow> gone = new ArrayList<>();
    index
        .scriptsOf(id)
        .filter(row -> !row.isMissing())
        .filter(
            row -> {
              Optional<FileStamp> now = settled.files().get(row.file());
              boolean left = now != null && now.isEmpty();
              boolean unnamed = now != null && !tracker.takes(row.file());
              return left || unnamed || tracker.refused().containsKey(row.file());
            })
        .forEach(gone::add);
    gone.stream()
        .filter(row -> !tracker.refused().containsKey(row.file()))
        .forEach(row -> tracker.taken().remove(row.file()));
    return new Changes(scripts, gone);
  }

  /** Shows the group as it is now, so that its jobs are made what it says. */
  private void publish(String id, GroupTracker tracker, boolean present, GroupLook look) {
    GroupRow row =
        index
            .group(id)
            .map(GroupSnapshot::row)
            .orElseGet(
                () ->
                    new GroupRow(id, GroupRow.Chosen.NOTHING, time.nowMillis(), time.nowMillis()));
    List<MetadataWarning> warnings = new ArrayList<>(look.warnings());
    warnings.addAll(tracker.warnings());
    warnings.addAll(untaken(tracker, look));
    index.put(
        new GroupSnapshot(
            row.with(time.nowMillis()),
            present,
            tracker.metadata(),
            tracker.scripts(),
            new GroupSnapshot.Rest(tracker.requirements(), tracker.examples(), warnings)));
  }

  /** Scripts that are there and not named, where that is needed; and those named and not there. */
  private static List<MetadataWarning> untaken(GroupTracker tracker, GroupLook look) {
    List<MetadataWarning> warnings = new ArrayList<>();
    look.files().keySet().stream()
        .filter(name -> GroupDirectory.isScript(name) && !tracker.takes(name))
        .forEach(name -> warnings.add(MetadataWarning.of(name, GroupMessages.notNamed())));
    tracker.scripts().keySet().stream()
        .filter(name -> !look.files().containsKey(name))
        .sorted()
        .forEach(
            name ->
                warnings.add(
                    MetadataWarning.of(
                        MetadataFile.SCRIPTS, name, GroupMessages.namedButNotThere())));
    return warnings;
  }

  /** A group that is gone and has no jobs is not shown any more. */
  private void forgetGone(Seen seen) {
    String id = seen.id();
    GroupTracker tracker = trackers.get(id);
    boolean settled =
        seen.restless().isEmpty()
            && tracker != null
            && tracker.taken().keySet().stream().noneMatch(GroupDirectory::isScript);
    if (!seen.present() && settled && index.scriptsOf(id).findAny().isEmpty()) {
      store.delete(id);
      index.removeGroup(id);
      trackers.remove(id);
    }
  }
}
