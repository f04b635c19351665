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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

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
    return storeAll(List.of(new ManagedJob(job, newDetails)), saving).getFirst();
  }

  /**
   * The same of many jobs, each one once, so that the database writes them together. If some are
   * refused, the others are stored all the same.
   *
   * @return what they are now, in their order
   * @throws RuntimeException that the first one was refused with
   */
  List<ManagedJob> storeAll(List<ManagedJob> requested, Saving saving) {
    requested.forEach(one -> directory.expect(one.job().id(), one.details()));
    try {
      return storeExpected(requested, saving);
    } finally {
      requested.forEach(one -> directory.expectNoMore(one.job().id()));
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

  private List<ManagedJob> storeExpected(List<ManagedJob> requested, Saving saving) {
    Map<UUID, String> oldKeys = new HashMap<>();
    requested.forEach(
        one ->
            directory
                .find(one.job().id())
                .ifPresent(entry -> oldKeys.put(entry.id(), entry.key())));
    List<ManagedJob> announced = announced(requested);
    SideBySide<ManagedJob> saved =
        SideBySide.of(requested, one -> new ManagedJob(saved(one.job()), one.details()));
    if (saved.failure().filter(JobKeeper::isRefusal).isPresent()) {
      withdraw(announced, saved.done());
    }
    if (saved.done().isEmpty()) {
      return saved.all();
    }
    List<ManagedJob> numbered = numbered(saved.done(), saving);
    details.saveAll(
        numbered.stream().collect(Collectors.toMap(one -> one.job().id(), ManagedJob::details)));
    numbered.forEach(one -> follow(one, Optional.ofNullable(oldKeys.get(one.job().id()))));
    saved.throwFirst();
    return numbered;
  }

  /** To other nodes a new job is shown as it is stored, which must not be to more people. */
  private List<ManagedJob> announced(List<ManagedJob> requested) {
    if (!tempo.nodes().isShared()) {
      return List.of();
    }
    List<ManagedJob> fresh =
        requested.stream().filter(one -> directory.find(one.job().id()).isEmpty()).toList();
    details.saveAll(
        fresh.stream().collect(Collectors.toMap(one -> one.job().id(), ManagedJob::details)));
    return fresh;
  }

  /** False if a job may be there all the same: without its details it would be everybody's. */
  private static boolean isRefusal(RuntimeException failure) {
    return failure instanceof ApiException || failure instanceof IllegalArgumentException;
  }

  /** Of several jobs, what became of each is not known well enough. */
  private void withdraw(List<ManagedJob> announced, List<ManagedJob> saved) {
    if (announced.size() > 1) {
      return;
    }
    Set<UUID> there = saved.stream().map(one -> one.job().id()).collect(Collectors.toSet());
    announced.stream()
        .map(one -> one.job().id())
        .filter(id -> !there.contains(id))
        .forEach(details::delete);
  }

  /** With the numbers of their scripts' versions. */
  private List<ManagedJob> numbered(List<ManagedJob> saved, Saving saving) {
    List<Long> versions =
        dependencies
            .scripts()
            .history()
            .savedAll(saved.stream().map(ManagedJob::job).toList(), saving);
    List<ManagedJob> numbered = new ArrayList<>();
    for (int i = 0; i < saved.size(); i++) {
      ManagedJob one = saved.get(i);
      Timestamps stamps = one.details().stamps();
      numbered.add(
          new ManagedJob(
              one.job(),
              one.details()
                  .withStamps(
                      new Timestamps(
                          stamps.createdAt(),
                          stamps.updatedAt(),
                          versions.get(i),
                          stamps.revision()))));
    }
    return numbered;
  }

  /** Does what follows once a job is stored. */
  private void follow(ManagedJob stored, Optional<String> oldKey) {
    Job job = stored.job();
    directory.put(job, stored.details());
    views.learn(job);
    oldKey
        .filter(key -> !key.equals(job.key()))
        .ifPresent(key -> dependencies.scripts().tree().move(key, job.key()));
    dependencies.scripts().tree().keep(job.key(), requirements(job));
    dependencies.scripts().environments().saved(job);
  }

  private static List<String> requirements(Job job) {
    return job.task() instanceof PythonTask python ? python.python().requirements() : List.of();
  }
}
