package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.files.RegularFile;
import dev.tempo.files.Trees;
import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.process.OsAccount;
import dev.tempo.store.JobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Where the scripts of jobs lie: {@code scripts/<key>/<last part of the key>.<suffix>}, a {@code :}
 * in the key being a folder.
 *
 * <p>A run executes that file, and not a copy with another name: scripts find their neighbours by
 * where they lie, and name things after themselves. It is written before the run, by another file
 * and a rename, never in place: a shell reads the file while it runs. That leaves the moment
 * between a start and the interpreter's opening of the file, in which another run with another
 * content could replace it. So a file that a run of this engine uses is not replaced by another
 * content: that other run gets a file of its own beside it, for as long as it takes. This happens
 * only when runs of one job overlap and its script was changed between them. A run that tries out a
 * text always has such a file: that text is never where the job's script lies.
 *
 * <p>Nothing is written through a symbolic link below the root: scripts could make one. Where they
 * run under another account, that gets the job's own directory, and none above it; where each job
 * has an account of its own, nobody else may enter it.
 *
 * <p>Thread-safe.
 */
public final class ScriptFiles {
  private static final int MAX_PART = 100;

  private final Path root;
  private final JobAccounts accounts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Path, Set<UUID>> users = new HashMap<>();
  private final Supplier<JobStore> jobs;
  private final ReentrantLock closing = new ReentrantLock();
  private boolean isApart;

  /**
   * Below a root.
   *
   * @param accounts whose the directories of jobs are to be
   * @param jobs is asked whose directories there are
   */
  public ScriptFiles(Path root, JobAccounts accounts, Supplier<JobStore> jobs) {
    this.root = root;
    this.accounts = accounts;
    this.jobs = jobs;
    this.isApart = !accounts.areSeparate();
  }

  /** Under which account a job's scripts run. */
  Optional<OsAccount> account(Job job) {
    return accounts.of(job);
  }

  /** Where a job's scripts are at home, if their account is the job's own. */
  Optional<Path> home(Job job) {
    return accounts.areSeparate() ? Optional.of(directory(job)) : Optional.empty();
  }

  /**
   * Closes what there is, where each job has an account of its own, and once: directories of jobs
   * become their accounts' with their next runs, and are nobody else's before. Whoever is at work
   * in one, under the account of an earlier engine, may go on.
   *
   * @throws dev.tempo.store.StoreException if it is not known whose they are; may be called again
   */
  void keepApart() {
    closing.lock();
    try {
      if (!isApart) {
        new ScriptDirectories(root, accounts).close(jobs.get(), this::place);
        isApart = true;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.DIRECTORIES_NOT_APART.text(), e);
    } finally {
      closing.unlock();
    }
  }

  /**
   * The directory that is the job's own; it exists afterwards.
   *
   * @throws IllegalStateException if a symbolic link stands in its way
   */
  Path directory(Job job) {
    Path directory = place(job);
    for (Path at = directory; !at.equals(root); at = at.getParent()) {
      if (Files.isSymbolicLink(at)) {
        throw new IllegalStateException(RunMessages.DIRECTORY_IS_LINK.text(at, root));
      }
    }
    try {
      checkAbove(directory);
      Files.createDirectories(directory);
      Optional<OsAccount> account = accounts.of(job);
      if (account.isPresent()) {
        hand(directory, account.get());
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.DIRECTORY_NOT_CREATED.text(directory), e);
    }
  }

  /** Once, where it was another account's. */
  private void hand(Path directory, OsAccount account) throws IOException {
    lock.lock();
    try {
      if (accounts.areSeparate() || Trees.isOthers(directory) && !account.owns(directory)) {
        account.settle(directory);
      } else {
        account.requireOwnership(directory);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What scripts of another account may change must not lead to what Tempo writes as root. */
  private void checkAbove(Path directory) throws IOException {
    for (Path at = directory.getParent(); !at.equals(root); at = at.getParent()) {
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && Trees.isOthers(at)) {
        throw new IllegalStateException(RunMessages.DIRECTORY_TAKEN.text(at));
      }
    }
  }

  /** Writes a run's script, unless the file already says the same. */
  public Path write(Job job, UUID runId, String suffix, byte[] bytes) {
    Path directory = directory(job);
    Path script = script(directory, suffix);
    lock.lock();
    try {
      if (!says(script, bytes)) {
        if (users.containsKey(script)) {
          return replace(own(directory, runId, suffix), bytes);
        }
        replace(script, bytes);
      }
      users.computeIfAbsent(script, path -> new HashSet<>()).add(runId);
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.SCRIPT_NOT_WRITTEN.text(script), e);
    } finally {
      lock.unlock();
    }
  }

  /** Writes what a run tries out, apart from where the job's script lies. */
  Path writeApart(Job job, UUID runId, String suffix, byte[] bytes) {
    Path script = own(directory(job), runId, suffix);
    lock.lock();
    try {
      return replace(script, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.SCRIPT_NOT_WRITTEN.text(script), e);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a file says this already; a script may have put anything in its place. */
  private static boolean says(Path script, byte[] bytes) {
    try {
      return Arrays.equals(RegularFile.read(script, bytes.length + 1), bytes);
    } catch (IOException e) {
      return false; // and is written anew
    }
  }

  /** Lets go of what a run executed, now that it has ended. */
  public void release(Job job, UUID runId, String suffix) {
    Path directory = place(job); // which may be gone with the job
    lock.lock();
    try {
      users.values().forEach(runs -> runs.remove(runId));
      users.values().removeIf(Set::isEmpty);
      Files.deleteIfExists(own(directory, runId, suffix));
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.SCRIPT_NOT_DELETED.text(runId), e);
    } finally {
      lock.unlock();
    }
  }

  private Path place(Job job) {
    return place(job.key());
  }

  private Path place(String key) {
    Path directory = root;
    for (String part : key.split(":")) {
      directory = directory.resolve(safe(part));
    }
    return directory;
  }

  /** Also takes away what was not finished by a process that was killed. Needs the lock. */
  private static Path replace(Path script, byte[] bytes) throws IOException {
    AtomicFiles.deleteTemporaries(script.getParent());
    Path fresh = script.resolveSibling("." + UUID.randomUUID() + ".tmp");
    Files.write(fresh, bytes);
    return Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path script(Path directory, String suffix) {
    return directory.resolve(directory.getFileName() + suffix);
  }

  private static Path own(Path directory, UUID runId, String suffix) {
    return directory.resolve(directory.getFileName() + "." + runId + suffix);
  }

  /** A name that is one harmless part of a path on every file system. */
  public static String safe(String part) {
    String plain = part.replaceAll("[^\\p{L}\\p{N}._ -]", "_").strip();
    String visible = plain.startsWith(".") || plain.isEmpty() ? "_" + plain : plain;
    if (visible.length() <= MAX_PART && plain.equals(part)) {
      return visible;
    }
    String start = visible.substring(0, Math.min(visible.length(), MAX_PART));
    return start + "-" + Integer.toHexString(part.hashCode());
  }
}
