package dev.tempo.server.jobdocs;

import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.scripts.ScriptTree;
import java.util.Optional;
import java.util.UUID;

/** Knows where the pages about each job lie: in the database, or beside its script. */
public final class DocPlaces {
  private final DocStore store;
  private final ScriptTree scripts;
  private final Directories directories;

  /** Finds the directory of the pages about a job. */
  @FunctionalInterface
  public interface Directories {
    /** There are none: all pages lie in the database. */
    Directories NONE = jobId -> Optional.empty();

    /** Where a job's pages lie, if its script lies in a group. */
    Optional<DocDirectory> of(UUID jobId);
  }

  /**
   * Over both.
   *
   * @param store for jobs that are not in a group
   * @param scripts with the directories of those, in which files of pages may lie
   * @param directories of those that are in one
   */
  public DocPlaces(DocStore store, ScriptTree scripts, Directories directories) {
    this.store = store;
    this.scripts = scripts;
    this.directories = directories;
  }

  /** Where the pages about a job lie. */
  public DocPlace of(JobIndexEntry job) {
    return directories
        .of(job.id())
        .<DocPlace>map(DirectoryDocs::new)
        .orElseGet(() -> store.of(job.id(), scripts.existing(job.key())));
  }
}
