package dev.tempo.python.environment;

import dev.tempo.internal.io.Directories;
import dev.tempo.internal.io.KeyValueFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers all builds and the jobs and runs that use them, in memory and on disk. Thread-safe.
 *
 * <p>A build is kept while it is its job's current one, a run has pinned it, or it is being copied;
 * otherwise {@link #sweep} deletes it.
 */
final class BuildRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(BuildRegistry.class);

  private static final class Entry {
    private final BuildDirectory directory;
    private final BuildDirectory.Ready ready;
    private final Set<UUID> pins;
    private int copies;

    Entry(BuildDirectory directory, BuildDirectory.Ready ready, Set<UUID> pins) {
      this.directory = directory;
      this.ready = ready;
      this.pins = pins;
    }

    String job() {
      return ready.environment().spec().job();
    }
  }

  private final ReentrantLock sweeping = new ReentrantLock();
  private final Path root;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> current = new HashMap<>();
  private final Map<String, JobEnvironmentDirectory.Failed> failures = new HashMap<>();

  BuildRegistry(Path root) {
    this.root = root;
  }

  /** Reads the disk, and deletes what a crash left unfinished. */
  synchronized void load() throws IOException {
    for (Path path : Directories.list(root, "[!.]*")) {
      if (Files.isDirectory(path)) {
        load(new JobEnvironmentDirectory(path));
      }
    }
  }

  private void load(JobEnvironmentDirectory job) throws IOException {
    job.deleteTemporaries();
    Optional<String> used = job.current();
    for (BuildDirectory build : job.builds()) {
      Optional<BuildDirectory.Ready> ready = read(build);
      if (ready.isEmpty()) {
        LOG.info("The unfinished environment {} is deleted", build.path());
        build.delete();
        continue;
      }
      Entry entry = new Entry(build, ready.get(), build.pinnedBy());
      entries.add(entry);
      if (used.equals(Optional.of(build.id()))) {
        current.put(job.job(), entry);
      }
    }
    job.failure().ifPresent(failed -> failures.put(job.job(), failed));
  }

  private static Optional<BuildDirectory.Ready> read(BuildDirectory build) throws IOException {
    try {
      return build.read();
    } catch (KeyValueFile.MissingFieldException | RuntimeException e) {
      LOG.warn("The record of {} cannot be read; it is built anew", build.path(), e);
      return Optional.empty();
    }
  }

  JobEnvironmentDirectory job(String job) {
    return new JobEnvironmentDirectory(root.resolve(job));
  }

  synchronized Set<String> jobs() {
    Set<String> jobs = new TreeSet<>(current.keySet());
    jobs.addAll(failures.keySet());
    return jobs;
  }

  /** What runs of a job use now; one whose interpreter is gone does not count. */
  synchronized Optional<PythonEnvironment> current(String job) {
    return Optional.ofNullable(current.get(job))
        .map(entry -> entry.ready.environment())
        .filter(PythonEnvironment::usable);
  }

  /** What a job has in use, whether it works or not. */
  synchronized Optional<PythonEnvironment> recorded(String job) {
    return Optional.ofNullable(current.get(job)).map(entry -> entry.ready.environment());
  }

  synchronized Optional<JobEnvironmentDirectory.Failed> failure(String job) {
    return Optional.ofNullable(failures.get(job));
  }

  /** The newest finished build that may be copied; held until {@link #release}. */
  synchronized Optional<PythonEnvironment> hold(String share) {
    Optional<Entry> twin =
        entries.stream()
            .filter(
                entry -> entry.ready.share().equals(share) && entry.ready.environment().usable())
            .max(Comparator.comparing(entry -> entry.ready.environment().builtAt()));
    twin.ifPresent(entry -> entry.copies++);
    return twin.map(entry -> entry.ready.environment());
  }

  synchronized void release(PythonEnvironment held) {
    find(entry -> entry.ready.environment().equals(held)).ifPresent(entry -> entry.copies--);
  }

  private Optional<Entry> find(Predicate<Entry> condition) {
    return entries.stream().filter(condition).findFirst();
  }

  /** Puts a build to use; durable when it returns. */
  synchronized void use(BuildDirectory build, BuildDirectory.Ready ready) throws IOException {
    build.finish(ready);
    Entry entry = new Entry(build, ready, new HashSet<>());
    JobEnvironmentDirectory job = job(entry.job());
    job.use(build);
    entries.add(entry);
    current.put(job.job(), entry);
    failures.remove(job.job());
    renewLink(job, build);
  }

  private static void renewLink(JobEnvironmentDirectory job, BuildDirectory build) {
    try {
      job.renewLink(build).ifPresent(LOG::warn);
    } catch (IOException e) {
      LOG.warn("The link to the environment of {} cannot be made", job.job(), e);
    }
  }

  /** Notes why a build came to nothing. In memory at least, should the disk be full. */
  synchronized void fail(String job, JobEnvironmentDirectory.Failed failed) {
    failures.put(job, failed);
    try {
      job(job).fail(failed);
    } catch (IOException e) {
      LOG.warn("The failure of the environment of {} cannot be written down", job, e);
    }
  }

  synchronized void offerLink(String job, Path directory) throws IOException {
    job(job).offerLink(directory);
    Entry entry = current.get(job);
    if (entry != null) {
      renewLink(job(job), entry.directory);
    }
  }

  /** Pins what a job uses now for a run. */
  synchronized Optional<PythonEnvironment> pin(String job, UUID run) throws IOException {
    Entry entry = current.get(job);
    if (entry == null || !entry.ready.environment().usable()) {
      return Optional.empty();
    }
    entry.directory.pin(run);
    entry.pins.add(run);
    return Optional.of(entry.ready.environment());
  }

  synchronized void unpin(Predicate<UUID> ended) {
    for (Entry entry : entries) {
      for (UUID run : List.copyOf(entry.pins)) {
        if (ended.test(run)) {
          unpin(entry, run);
        }
      }
    }
  }

  private static void unpin(Entry entry, UUID run) {
    entry.pins.remove(run);
    try {
      entry.directory.unpin(run);
    } catch (IOException e) {
      LOG.warn("Run {} still seems to use {}", run, entry.directory.path(), e);
    }
  }

  /** Forgets a job; builds that runs have pinned stay until those end. */
  synchronized void remove(String job) throws IOException {
    JobEnvironmentDirectory directory = job(job);
    current.remove(job);
    failures.remove(job);
    directory.removeLink();
    for (String name : List.of("current", "failure", "link")) {
      Files.deleteIfExists(directory.path().resolve(name));
    }
  }

  /**
   * Deletes the builds that nothing uses. One caller deletes at a time, the others wait, so that
   * what was unused when it was called is gone when it returns.
   *
   * @return how many this call deleted
   */
  int sweep() {
    sweeping.lock();
    try {
      List<Entry> unused = takeUnused();
      unused.forEach(this::delete);
      return unused.size();
    } finally {
      sweeping.unlock();
    }
  }

  private void delete(Entry entry) {
    try {
      entry.directory.delete();
      deleteIfEmpty(job(entry.job()).path());
    } catch (IOException e) {
      LOG.warn("The unused environment {} cannot be deleted", entry.directory.path(), e);
    }
  }

  private synchronized List<Entry> takeUnused() {
    List<Entry> unused =
        entries.stream()
            .filter(entry -> entry.pins.isEmpty() && entry.copies == 0)
            .filter(entry -> current.get(entry.job()) != entry)
            .toList();
    entries.removeAll(unused);
    return unused;
  }

  /**
   * Deletes a job's directory if nothing is in it; to be called while no build of the job begins.
   */
  void tidy(String job) {
    try {
      deleteIfEmpty(job(job).path());
    } catch (IOException e) {
      LOG.warn("The empty directory of {} cannot be deleted", job, e);
    }
  }

  private synchronized void deleteIfEmpty(Path directory) throws IOException {
    if (Files.isDirectory(directory) && Directories.list(directory, "*").isEmpty()) {
      Files.delete(directory);
    }
  }

  /** The bytes that a job's builds take on disk; what they share is counted for each. */
  long sizeBytes(String job) {
    try (var files = Files.walk(job(job).path())) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
