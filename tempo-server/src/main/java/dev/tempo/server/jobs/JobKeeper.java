package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.message.InvalidValueException;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobDetails.Timestamps;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.server.message.Messages;
import dev.tempo.task.PythonTask;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Optional;

/**
 * Stores jobs, with all that must follow: versions of scripts, details, what is in memory, files.
 * One job must not be stored by two threads at a time.
 */
final class JobKeeper {
  private final Tempo tempo;
  private final JobDependencies dependencies;
  private final DetailsStore details;
  private final JobIndex directory;
  private final JobQueries views;
  private final TimeSource time;

  JobKeeper(Tempo tempo, JobDependencies dependencies, DetailsStore details, Reading reading) {
    this.tempo = tempo;
    this.dependencies = dependencies;
    this.details = details;
    this.directory = reading.directory();
    this.views = reading.views();
    this.time = reading.time();
  }

  /** How jobs are read. */
  record Reading(JobIndex directory, JobQueries views, TimeSource time) {}

  /**
   * Definition first: it is what the version guards. Details without a definition are never shown,
   * and what was not written of the rest is found at the next start.
   */
  ManagedJob store(Job job, JobDetails newDetails, Saving saving) {
    directory.expect(job.id(), newDetails);
    try {
      return storeExpected(job, newDetails, saving);
    } finally {
      directory.expectNoMore(job.id());
    }
  }

  /** Stores a definition alone; it is as it was if nothing of it has changed, secrets included. */
  Job save(Job job) {
    return saved(job);
  }

  /** What the engine refuses of a definition that could be read is in its triggers. */
  private Job saved(Job job) {
    try {
      return tempo.saveIfUnchanged(job);
    } catch (InvalidValueException e) {
      throw ApiException.invalid("triggers", Messages.of(e));
    }
  }

  /** The stamps of a changed job. */
  JobDetails stamped(ManagedJob old, ManagedJob changed, boolean sameDefinition) {
    Timestamps before = old.details().stamps();
    return changed
        .details()
        .withStamps(
            new Timestamps(
                before.createdAt(),
                time.nowMillis(),
                before.scriptVersion(),
                sameDefinition ? before.revision() + 1 : before.revision()));
  }

  private ManagedJob storeExpected(Job job, JobDetails newDetails, Saving saving) {
    Optional<String> oldKey = directory.find(job.id()).map(JobIndexEntry::key);
    Job saved = saved(job);
    long scriptVersion = dependencies.scripts().history().saved(saved, saving);
    Timestamps stamps = newDetails.stamps();
    JobDetails stamped =
        newDetails.withStamps(
            new Timestamps(
                stamps.createdAt(), stamps.updatedAt(), scriptVersion, stamps.revision()));
    details.save(saved.id(), stamped);
    directory.put(saved, stamped);
    views.learn(saved);
    oldKey
        .filter(key -> !key.equals(saved.key()))
        .ifPresent(key -> dependencies.scripts().tree().move(key, saved.key()));
    dependencies.scripts().tree().keep(saved.key(), requirements(saved));
    dependencies.scripts().environments().saved(saved);
    return new ManagedJob(saved, stamped);
  }

  private static List<String> requirements(Job job) {
    return job.task() instanceof PythonTask python ? python.python().requirements() : List.of();
  }
}
