package dev.tempo.server.projects;

import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What accounts keep in their projects, all together, for administrators. Thread-safe. */
public final class AccountFiles {
  /** For how long a sum over the files of an account is good enough for the sum over all. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final ProjectService projects;
  private final ProjectFiles files;
  private final ProjectTree tree;
  private final ProjectBackups backups;
  private final TimeSource time;

  /** What accounts kept when it was last looked. */
  private final Map<UUID, Measured> measured = new ConcurrentHashMap<>();

  private record Measured(Kept kept, long atNanos) {}

  AccountFiles(
      ProjectService projects,
      ProjectFiles files,
      ProjectTree tree,
      ProjectBackups backups,
      TimeSource time) {
    this.time = time;
    this.projects = projects;
    this.files = files;
    this.tree = tree;
    this.backups = backups;
  }

  /**
   * What an account keeps.
   *
   * @param projects how many there are
   * @param bytes of their files
   */
  public record Kept(int projects, long bytes) {
    /** Nothing. */
    public static final Kept NOTHING = new Kept(0, 0);
  }

  /** What an account keeps now. Looks at all of its files. */
  public Kept of(UUID userId) {
    return measure(userId, projects.stored(userId)).kept();
  }

  /**
   * How much all accounts keep, in bytes. Looks at the files of those alone at which nobody has
   * looked for a minute.
   */
  public long totalBytes() {
    Map<UUID, List<Project>> all =
        projects.all().stream().collect(Collectors.groupingBy(Project::userId));
    measured.keySet().retainAll(all.keySet());
    long total = 0;
    for (Map.Entry<UUID, List<Project>> one : all.entrySet()) {
      Measured last = measured.get(one.getKey());
      boolean fresh = last != null && time.nanoTime() - last.atNanos() < FRESH.toNanos();
      total += (fresh ? last : measure(one.getKey(), one.getValue())).kept().bytes();
    }
    return total;
  }

  private Measured measure(UUID userId, List<Project> ofUser) {
    long now = time.nanoTime();
    Kept kept =
        ofUser.isEmpty()
            ? Kept.NOTHING
            : new Kept(ofUser.size(), files.usage(ofUser.getFirst()).usedBytes());
    Measured last = new Measured(kept, now);
    measured.put(userId, last);
    return last;
  }

  /**
   * Deletes the projects of an account with their files and backups; the default one is empty
   * afterwards.
   *
   * @return how many there were
   * @throws dev.tempo.server.http.problem.ApiException 409 if something runs in one; then nothing
   *     is deleted
   */
  public int reset(UUID userId) {
    List<Project> all = projects.stored(userId);
    all.forEach(one -> projects.whileIdle(one, idle -> idle));
    for (Project one : all) {
      if (one.isDefault()) {
        projects.whileIdle(one, this::empty);
      } else {
        projects.delete(one);
      }
    }
    measured.remove(userId);
    return all.size();
  }

  private Project empty(Project project) {
    try {
      tree.delete(project.home(), project.directory());
      backups.deleteAll(project.home(), project.directory());
      return project;
    } catch (IOException e) {
      throw new UncheckedIOException("The project " + project.id() + " cannot be emptied", e);
    }
  }
}
