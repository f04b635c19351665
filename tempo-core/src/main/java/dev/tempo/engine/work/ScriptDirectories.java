package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.files.Trees;
import dev.tempo.store.JobStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The directories of jobs, when each job gets an account of its own: closes those to others that an
 * account owns already, whichever, and those that are a job's. Goes through root's own directories
 * alone, in which nobody else can exchange anything.
 */
final class ScriptDirectories {
  private static final int PAGE = 1_000;
  private static final Set<PosixFilePermission> CLOSED =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private final JobAccounts accounts;
  private final Set<Path> places = new HashSet<>();
  private final Set<Path> above = new HashSet<>();

  ScriptDirectories(Path root, JobAccounts accounts) {
    this.root = root;
    this.accounts = accounts;
  }

  /** Closes what there is, and learns which users must not be given to other jobs. */
  void close(JobStore jobs, Function<String, Path> place) throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    learn(jobs, place);
    Deque<Path> left = new ArrayDeque<>(List.of(root));
    while (!left.isEmpty()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(left.remove())) {
        for (Path entry : entries) {
          if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !isClosed(entry)) {
            left.add(entry);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
  }

  /** Where jobs are; one whose directory is above another job's has to let that one through. */
  private void learn(JobStore jobs, Function<String, Path> place) {
    Optional<String> last = Optional.empty();
    List<Job> page;
    do {
      page = jobs.list(last, PAGE);
      for (Job job : page) {
        Path directory = place.apply(job.key());
        places.add(directory);
        for (Path at = directory.getParent(); !at.equals(root); at = at.getParent()) {
          above.add(at);
        }
        last = Optional.of(job.key());
      }
    } while (page.size() == PAGE);
  }

  /** False for what has to be gone through. */
  private boolean isClosed(Path directory) throws IOException {
    boolean others = Trees.isOthers(directory);
    if (others) {
      accounts.taken((int) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }
    boolean close = others || places.contains(directory) && !above.contains(directory);
    if (close) {
      Files.setPosixFilePermissions(directory, CLOSED);
    }
    return close;
  }
}
