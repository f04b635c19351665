package dev.tempo.server.naming;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.LockTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All folders, in memory and in the database, and the database's lock under which names of folders
 * and jobs are compared and taken. A folder's path is the safe names from the top down, divided by
 * colons. Thread-safe.
 */
public final class FolderTree implements NodeCache {
  /** How deep folders may lie. */
  public static final int MAX_DEPTH = 6;

  private static final String LOCK = "names";

  /** Not for ever: one that hangs must not take all others with it. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Database database;
  private final Runnable catchUp;
  private final ThreadLocal<Boolean> isLocked = ThreadLocal.withInitial(() -> false);
  private final FolderStore store;
  private volatile Index index;

  /** Held while the table and the index change, so that one read between them is never kept. */
  private final ReentrantLock changing = new ReentrantLock();

  /** Makes the tables of folders, which others may refer to before there is a tree. */
  public static void makeTables(Database database) {
    new FolderStore(database);
  }

  /** The folders in a database that is this process's alone. */
  public FolderTree(Database database) {
    this(database, () -> {});
  }

  /**
   * The folders in a database.
   *
   * @param catchUp returns once what is in memory of jobs and folders is what the database has
   */
  public FolderTree(Database database, Runnable catchUp) {
    this.database = database;
    this.catchUp = catchUp;
    this.store = new FolderStore(database);
    this.index = Index.of(store.all());
  }

  /**
   * Does something while nobody else takes or gives up names, and what is in memory of them is what
   * the database has. May be called within itself.
   *
   * @throws ApiException 503 if somebody else does not come to an end
   */
  public <T> T exclusively(Supplier<T> work) {
    if (isLocked.get()) {
      return work.get();
    }
    return whileNamesStand(
        () -> {
          isLocked.set(true);
          try {
            catchUp.run();
            return work.get();
          } finally {
            isLocked.remove();
          }
        });
  }

  /**
   * The same for work that looks at no names.
   *
   * @throws ApiException 503 if somebody else does not come to an end
   */
  public <T> T whileNamesStand(Supplier<T> work) {
    try {
      return database.exclusively(LOCK, TIMEOUT, work);
    } catch (LockTimeoutException e) {
      throw ApiException.of(
          ErrorCode.UNAVAILABLE,
          Thread.currentThread().isInterrupted()
              ? message("api.stopping")
              : message("api.folder.locked", "seconds", TIMEOUT.toSeconds()));
    }
  }

  /** The folder of this id. */
  public Optional<Folder> find(UUID id) {
    return Optional.ofNullable(index.byId().get(id));
  }

  /** The folder of this path. */
  public Optional<Folder> at(String path) {
    return Optional.ofNullable(index.byPath().get(path));
  }

  /** All folders, in no special order. */
  public Stream<Folder> all() {
    return index.byId().values().stream();
  }

  /** A folder's path; empty for the top, and for a folder that is gone. */
  public String path(Optional<UUID> id) {
    return id.map(known -> index.paths().getOrDefault(known, "")).orElse("");
  }

  /** What people call a folder and those around it, from the top down; none for the top. */
  public List<String> names(Optional<UUID> id) {
    List<String> names = new ArrayList<>();
    Optional<Folder> at = id.flatMap(this::find);
    while (at.isPresent()) {
      names.addFirst(at.get().name());
      at = at.get().parentId().flatMap(this::find);
    }
    return names;
  }

  /** The folders right in this one, or at the top. */
  public List<Folder> children(Optional<UUID> parentId) {
    return all().filter(folder -> folder.parentId().equals(parentId)).toList();
  }

  /** A folder and all below it, those that are deeper later. */
  public Set<UUID> withAllBelow(UUID id) {
    Set<UUID> found = new LinkedHashSet<>(Set.of(id));
    Set<UUID> level = found;
    while (!level.isEmpty()) {
      Set<UUID> above = level;
      Set<UUID> next = new HashSet<>();
      all()
          .filter(folder -> folder.parentId().filter(above::contains).isPresent())
          .forEach(folder -> next.add(folder.id()));
      next.removeAll(found);
      found.addAll(next);
      level = next;
    }
    return found;
  }

  /** How many folders lie one in another down to this one; 0 for the top. */
  public int depth(Optional<UUID> id) {
    int depth = 0;
    Optional<UUID> at = id;
    while (at.isPresent()) {
      depth++;
      at = at.flatMap(this::find).flatMap(Folder::parentId);
    }
    return depth;
  }

  /** How many levels a folder and those below it take. */
  public int height(UUID id) {
    int base = depth(Optional.of(id));
    return withAllBelow(id).stream()
        .mapToInt(f -> depth(Optional.of(f)) - base + 1)
        .max()
        .orElse(1);
  }

  @Override
  public void invalidate(DataChange change) {
    if (change instanceof DataChange.Everything || change instanceof DataChange.FoldersChanged) {
      change(store::all);
    }
  }

  private void change(Supplier<Collection<Folder>> folders) {
    changing.lock();
    try {
      index = Index.of(folders.get());
    } finally {
      changing.unlock();
    }
  }

  /** Makes or changes a folder. */
  public void save(Folder folder) {
    exclusively(
        () -> {
          change(
              () -> {
                store.save(folder);
                Map<UUID, Folder> changed = new HashMap<>(index.byId());
                changed.put(folder.id(), folder);
                return changed.values();
              });
          return folder;
        });
  }

  /** Deletes folders, all or none. */
  public void delete(Collection<UUID> ids) {
    exclusively(
        () -> {
          change(
              () -> {
                store.delete(ids);
                Map<UUID, Folder> left = new HashMap<>(index.byId());
                left.keySet().removeAll(ids);
                return left.values();
              });
          return ids;
        });
  }

  private record Index(
      Map<UUID, Folder> byId, Map<UUID, String> paths, Map<String, Folder> byPath) {

    static Index of(Collection<Folder> folders) {
      Map<UUID, Folder> byId = new HashMap<>();
      folders.forEach(folder -> byId.put(folder.id(), folder));
      Map<UUID, String> paths = new HashMap<>();
      Map<String, Folder> byPath = new HashMap<>();
      for (Folder folder : folders) {
        String path = path(folder, byId);
        paths.put(folder.id(), path);
        byPath.put(path, folder);
      }
      return new Index(
          Collections.unmodifiableMap(byId),
          Collections.unmodifiableMap(paths),
          Collections.unmodifiableMap(byPath));
    }

    private static String path(Folder folder, Map<UUID, Folder> byId) {
      return folder
          .parentId()
          .map(byId::get)
          .map(parent -> path(parent, byId) + ":" + folder.safeName())
          .orElse(folder.safeName());
    }
  }
}
