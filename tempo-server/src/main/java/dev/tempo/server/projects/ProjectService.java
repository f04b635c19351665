package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.naming.SafeNames;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.UserNames;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose projects there are, and which is the active one. Thread-safe. */
public final class ProjectService {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectService.class);

  /** How many projects an account may have. */
  static final int MOST = 50;

  private final ProjectStore store;
  private final ProjectTree tree;
  private final ProjectBackups backups;
  private final ProjectMover mover;
  private final UserNames users;
  private final TimeSource time;
  private final ProjectNames names;
  private final ReentrantLock homes = new ReentrantLock();

  private final ProjectLocks locks;

  private volatile Predicate<UUID> isInUse = id -> false;

  /**
   * Where projects and their backups lie.
   *
   * @param locks for whoever changes which there are
   */
  record ProjectPlaces(ProjectTree tree, ProjectBackups backups, ProjectLocks locks) {}

  /** Over stored projects, and where they lie. */
  ProjectService(
      ProjectStore store,
      ProjectMover mover,
      ProjectPlaces places,
      UserNames users,
      TimeSource time) {
    this.store = store;
    this.names = new ProjectNames(store);
    this.tree = places.tree();
    this.backups = places.backups();
    this.locks = places.locks();
    this.mover = mover;
    this.users = users;
    this.time = time;
  }

  /** Names by ids. */
  public ProjectNames names() {
    return names;
  }

  /** Says which projects something runs or waits in. */
  public void usedBy(Predicate<UUID> use) {
    isInUse = use;
  }

  /** Those of an account; the default one is always there, and comes first. */
  public List<Project> of(UUID userId) {
    List<Project> all = store.of(userId);
    if (all.isEmpty()) {
      makeDefault(userId);
      return store.of(userId);
    }
    return all;
  }

  /** Those of an account as they are stored; none if it has never had any. */
  List<Project> stored(UUID userId) {
    return store.of(userId);
  }

  /** All of all accounts. */
  List<Project> all() {
    return store.all();
  }

  /** A project by its id, whoever's; empty if it is gone. */
  public Optional<Project> find(UUID id) {
    return store.find(id);
  }

  /**
   * A project that the caller may read: one of its own, or any for an admin.
   *
   * @throws ApiException 404 if there is none
   */
  public Project readable(String id, Caller caller) {
    Optional<Project> found = uuid(id).flatMap(store::find);
    return found
        .filter(one -> isOf(one, caller) || caller.has(Role.ADMIN))
        .orElseThrow(() -> ApiException.notFound("project", id));
  }

  /**
   * One of the caller's own.
   *
   * @throws ApiException 404 if there is none, 403 if it is one that the caller may only read
   */
  public Project own(String id, Caller caller) {
    Project found = readable(id, caller);
    if (!isOf(found, caller)) {
      throw ApiException.forbidden(message("api.project.foreign"));
    }
    return found;
  }

  /**
   * One of the caller's own, by its id, its name or its directory.
   *
   * @throws ApiException 404 if there is none
   */
  Project named(String name, Caller caller) {
    return findNamed(name, caller).orElseThrow(() -> ApiException.notFound("project", name));
  }

  /** The same; empty if there is none. */
  public Optional<Project> findNamed(String name, Caller caller) {
    return of(caller.userId()).stream()
        .filter(
            one ->
                one.id().toString().equals(name)
                    || one.directory().equals(name)
                    || same(one.name(), name))
        .findFirst();
  }

  static boolean isOf(Project project, Caller caller) {
    return project.userId().equals(caller.userId());
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The active one: what the session chose, else the default one. */
  public Project active(Caller caller) {
    List<Project> all = of(caller.userId());
    Optional<UUID> chosen = caller.sessionId().flatMap(store::active);
    return all.stream()
        .filter(one -> chosen.equals(Optional.of(one.id())))
        .findFirst()
        .orElseGet(all::getFirst);
  }

  /**
   * The one that a request names by its id, else the active one.
   *
   * @throws ApiException 404 if there is none, 403 if it is somebody else's
   */
  public Project chosen(Optional<String> id, Caller caller) {
    return id.map(given -> own(given, caller)).orElseGet(() -> active(caller));
  }

  /**
   * Where the files of a project are.
   *
   * @param directory the one of the project for a group, which is there
   */
  public record Placed(Project project, Path directory) {}

  /** Makes the directory of a project for a group, as long as nobody moves it; empty if gone. */
  public Optional<Placed> place(UUID projectId, String group) {
    Optional<Project> found = store.find(projectId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ReentrantLock naming = lock(found.get().userId());
    naming.lock();
    try {
      Optional<Project> now = store.find(projectId);
      return now.isEmpty()
          ? Optional.empty()
          : Optional.of(new Placed(now.get(), tree.make(now.get(), group)));
    } catch (IOException e) {
      throw new UncheckedIOException("The directory of a project cannot be made", e);
    } finally {
      naming.unlock();
    }
  }

  /**
   * Does what must not happen while anything runs in a project, nor while it is moved.
   *
   * @throws ApiException 409 if something runs in it, 404 if it is gone meanwhile
   */
  <T> T whileIdle(Project project, Function<Project, T> work) {
    ReentrantLock naming = lock(project.userId());
    naming.lock();
    try {
      Project now = now(project);
      requireIdle(now);
      return work.apply(now);
    } finally {
      naming.unlock();
    }
  }

  /** What a project is by now; only under the lock of its account does it stay so. */
  private Project now(Project project) {
    return store
        .find(project.id())
        .orElseThrow(() -> ApiException.notFound("project", project.id().toString()));
  }

  /** Makes one the active one of the caller's session. */
  Project activate(Project project, Caller caller) {
    UUID session =
        caller
            .sessionId()
            .orElseThrow(() -> ApiException.conflict(message("api.project.noSession")));
    store.activate(session, project.id(), time.nowMillis());
    return project;
  }

  Project create(UUID userId, String name, String description) {
    ReentrantLock naming = lock(userId);
    naming.lock();
    try {
      List<Project> all = of(userId);
      if (all.size() >= MOST) {
        throw ApiException.of(ErrorCode.LIMIT_REACHED, counted("api.project.limit", MOST));
      }
      Project made = project(userId, label(name, description, all), false);
      store.insert(made);
      return made;
    } finally {
      naming.unlock();
    }
  }

  /**
   * How a project that was elsewhere is taken in.
   *
   * @param name by people
   * @param keepsId whether it is the same project again
   */
  record Adoption(String name, boolean keepsId) {}

  /** Puts the files of a project into the directory in which it is until it is complete. */
  @FunctionalInterface
  interface Filling {
    void fill(Project fresh);
  }

  /**
   * Takes in a project that was elsewhere, for the account whose it was: it is there once all of
   * its files are.
   *
   * @throws ApiException 409 if its name is taken or the account has too many
   */
  Project adopt(Project was, Adoption adoption, Filling filling) {
    ReentrantLock naming = lock(was.userId());
    naming.lock();
    try {
      List<Project> all = of(was.userId());
      if (all.size() >= MOST) {
        throw ApiException.of(ErrorCode.LIMIT_REACHED, counted("api.project.limit", MOST));
      }
      Project.Label label = label(adoption.name(), was.label().description(), all);
      Project made = project(was.userId(), label, false);
      Project kept =
          adoption.keepsId()
              ? new Project(
                  was.id(),
                  made.userId(),
                  made.home(),
                  label,
                  false,
                  was.createdAt(),
                  was.accessedAt())
              : made;
      Project fresh = kept.in(ProjectTree.unfinished());
      filling.fill(fresh);
      mover.add(kept, fresh.directory());
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException("The project " + was.id() + " cannot be taken in", e);
    } finally {
      naming.unlock();
    }
  }

  private Project.Label label(String name, String description, List<Project> others) {
    if (others.stream().anyMatch(other -> same(other.name(), name))) {
      throw ApiException.conflict(message("api.project.nameTaken", "name", name));
    }
    String directory =
        SafeNames.unique(
            name, safe -> others.stream().anyMatch(other -> other.directory().equals(safe)));
    return new Project.Label(name, directory, description);
  }

  private static boolean same(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  /**
   * What a project is to be called.
   *
   * @param name empty for that which it has
   * @param description empty for that which it has
   */
  record NewLabel(Optional<String> name, Optional<String> description) {}

  /**
   * Changes what a project is called; its directories and backups follow.
   *
   * @throws ApiException 404 if it is gone meanwhile, 409 if it must not be changed
   */
  Project rename(Project project, NewLabel update) {
    ReentrantLock naming = lock(project.userId());
    naming.lock();
    try {
      Project now = now(project);
      mover.rename(now, label(now, update));
      names.forget(now.id());
      return now(now);
    } catch (IOException e) {
      throw new UncheckedIOException("The project " + project.id() + " cannot be moved", e);
    } finally {
      naming.unlock();
    }
  }

  private Project.Label label(Project project, NewLabel update) {
    Project.Label before = project.label();
    String name = update.name().orElse(before.name());
    String description = update.description().orElse(before.description());
    if (name.equals(before.name())) {
      return new Project.Label(name, before.directory(), description);
    }
    requireChangeable(project);
    List<Project> others =
        of(project.userId()).stream().filter(one -> !one.id().equals(project.id())).toList();
    return label(name, description, others);
  }

  /**
   * Deletes a project with its files and backups.
   *
   * @throws ApiException 404 if it is gone meanwhile, 409 if it must not be deleted
   */
  void delete(Project project) {
    ReentrantLock naming = lock(project.userId());
    naming.lock();
    try {
      Project now = now(project);
      requireChangeable(now);
      mover.delete(now);
      names.forget(now.id());
    } catch (IOException e) {
      throw new UncheckedIOException("The project " + project.id() + " cannot be deleted", e);
    } finally {
      naming.unlock();
    }
  }

  private void requireChangeable(Project project) {
    if (project.isDefault()) {
      throw ApiException.conflict(message("api.project.isDefault"));
    }
    requireIdle(project);
  }

  /** Refuses what must not be done while something runs in a project. */
  private void requireIdle(Project project) {
    if (isInUse.test(project.id())) {
      throw ApiException.conflict(message("api.project.inUse", "name", project.name()));
    }
  }

  /** Ends what had not ended when the server did; before anything runs in a project. */
  void recover() {
    mover.recover();
  }

  /** Deletes what accounts left that are gone: their files, and the backups of these. */
  public void removeAbandoned() {
    names.forgetAll();
    for (ProjectStore.Home home : store.abandoned()) {
      ReentrantLock naming = lock(home.userId());
      naming.lock();
      try {
        tree.deleteHome(home.directory());
        backups.deleteAll(home.directory());
        store.forget(home);
      } catch (IOException e) {
        LOG.error("Files of an account that is gone could not be deleted; it is tried again", e);
      } finally {
        naming.unlock();
      }
    }
  }

  private void makeDefault(UUID userId) {
    ReentrantLock naming = lock(userId);
    naming.lock();
    try {
      Project.Label label = new Project.Label(Project.DEFAULT, Project.DEFAULT, "");
      store.insert(project(userId, label, true));
    } finally {
      naming.unlock();
    }
  }

  private Project project(UUID userId, Project.Label label, boolean isDefault) {
    String home = store.home(userId).orElseGet(() -> newHome(userId));
    return new Project(
        Ids.next(), userId, home, label, isDefault, time.nowMillis(), time.nowMillis());
  }

  private String newHome(UUID userId) {
    homes.lock();
    try {
      String name =
          SafeNames.unique(users.of(userId), home -> store.isHome(home) || tree.isHome(home));
      store.keep(new ProjectStore.Home(userId, name));
      return store.home(userId).orElseThrow();
    } finally {
      homes.unlock();
    }
  }

  private ReentrantLock lock(UUID userId) {
    return locks.of(userId);
  }
}
