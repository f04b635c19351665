package dev.tempo.faults.power;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a disk holds for certain, and what it may hold besides when the power fails.
 *
 * <p>Certain is what was synced: the bytes of a file by a sync of that file, names by a sync of the
 * directory in which they are, and nothing else; a sync covers what had ended when it began. Of the
 * bytes that were not synced any part may be there, in any order: whole writes, or sectors of them.
 * Of the names that were not synced the earlier may be there without the later, not the other way
 * round, as file systems with a journal keep them. That is less than file systems promise, and more
 * than POSIX does.
 */
final class SimulatedDisk {
  private final Path root;
  private final Predicate<Path> forgetful;
  private final Map<Path, Inode> current = new HashMap<>();
  private final Map<Path, Inode> certain = new HashMap<>();
  private final List<PendingName> pending = new ArrayList<>();
  private int count;

  /** A change of names that may not be on the disk yet. */
  private record PendingName(int at, Set<Path> directories, NameChange change) {}

  private interface NameChange {
    void apply(Map<Path, Inode> names);
  }

  /**
   * An empty one.
   *
   * @param root the directory of which all is told
   * @param forgetful files whose syncs do nothing, as if the program had forgotten them
   */
  SimulatedDisk(Path root, Predicate<Path> forgetful) {
    this.root = root;
    this.forgetful = forgetful;
  }

  /** Takes the next operation. */
  void apply(DiskOperation operation) {
    switch (operation) {
      case DiskOperation.Create create -> {
        if (!current.containsKey(create.path())) {
          put(create.path(), Inode.file());
        }
      }
      case DiskOperation.MakeDirectory made -> put(made.path(), Inode.directory());
      case DiskOperation.Write write ->
          file(write.path()).write(count, write.offset(), write.bytes());
      case DiskOperation.Append append -> file(append.path()).append(count, append.bytes());
      case DiskOperation.Truncate cut -> file(cut.path()).truncate(count, cut.size());
      case DiskOperation.Rename rename -> rename(rename.from(), rename.to());
      case DiskOperation.Link link -> put(link.to(), file(link.from()));
      case DiskOperation.Remove remove ->
          change(Set.of(remove.path().getParent()), names -> names.remove(remove.path()));
      case DiskOperation.Sync sync -> sync(sync);
      case DiskOperation.Told told -> {
        // the world knows now
      }
    }
    count++;
  }

  /** A file that is not known was there before, or its name was not traced: it begins empty. */
  private Inode file(Path path) {
    Inode inode = current.get(path);
    if (inode == null) {
      inode = Inode.file();
      put(path, inode);
    }
    return inode;
  }

  private void put(Path path, Inode inode) {
    change(Set.of(path.getParent()), names -> names.put(path, inode));
  }

  private void rename(Path from, Path to) {
    Map<Path, Inode> moved = new LinkedHashMap<>();
    current.forEach(
        (path, inode) -> {
          if (path.startsWith(from)) {
            moved.put(path, inode);
          }
        });
    change(
        new HashSet<>(List.of(from.getParent(), to.getParent())),
        names -> {
          names.keySet().removeIf(path -> path.startsWith(to));
          names.keySet().removeAll(moved.keySet());
          moved.forEach((path, inode) -> names.put(to.resolve(from.relativize(path)), inode));
        });
  }

  private void change(Set<Path> directories, NameChange change) {
    change.apply(current);
    pending.add(new PendingName(count, directories, change));
  }

  private void sync(DiskOperation.Sync sync) {
    if (forgetful.test(sync.path())) {
      return;
    }
    Inode inode = current.get(sync.path());
    if (inode != null && !inode.isDirectory()) {
      inode.sync(sync.begun());
      return;
    }
    pending.removeIf(
        name -> {
          boolean covered = name.at() < sync.begun() && name.directories().contains(sync.path());
          if (covered) {
            name.change().apply(certain);
          }
          return covered;
        });
  }

  /**
   * What may be there if the power fails now.
   *
   * @param random chooses
   */
  CrashImage crash(SplittableRandom random) {
    Map<Path, Inode> names = new HashMap<>(certain);
    int kept = Loss.choose(random).kept(pending.size(), random);
    pending.subList(0, kept).forEach(name -> name.change().apply(names));
    Set<Path> directories = new TreeSet<>();
    Map<Path, byte[]> files = new TreeMap<>();
    for (Map.Entry<Path, Inode> name : new TreeMap<>(names).entrySet()) {
      if (!isReachable(name.getKey(), directories)) {
        continue;
      }
      if (name.getValue().isDirectory()) {
        directories.add(name.getKey());
      } else {
        files.put(name.getKey(), name.getValue().crash(Loss.choose(random), random));
      }
    }
    return new CrashImage(root, directories, files);
  }

  private boolean isReachable(Path path, Set<Path> directories) {
    return path.equals(root) || directories.contains(path.getParent());
  }
}
