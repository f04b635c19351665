package dev.tempo.server.jobs;

import dev.tempo.Job;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Reads all jobs at startup, and completes what a crash, or a program without a server, left
 * undone: scripts whose content no version holds, and jobs that did not follow their folder.
 */
final class StartupRepair {
  private StartupRepair() {}

  /** Gives false if no definitions were read, as there are very many jobs. */
  static boolean run(JobService jobs, JobIndex index) {
    JobDependencies.Scripts scripts = jobs.dependencies().scripts();
    Set<UUID> unrecorded = scripts.history().unrecorded();
    boolean withoutDefinitions = unrecorded.isEmpty() && index.readHeads();
    if (!withoutDefinitions) {
      readAll(jobs, index, unrecorded);
    }
    List<JobIndexEntry> all = index.all().toList();
    jobs.dependencies()
        .folders()
        .exclusively(
            () -> {
              all.forEach(jobs::follow);
              return all;
            });
    return !withoutDefinitions;
  }

  private static void readAll(JobService jobs, JobIndex index, Set<UUID> unrecorded) {
    JobDependencies.Scripts scripts = jobs.dependencies().scripts();
    index.readAll(
        page -> {
          page.forEach(scripts.environments()::known);
          List<Job> saved = page.stream().filter(job -> unrecorded.contains(job.id())).toList();
          if (!saved.isEmpty()) {
            jobs.recordScripts(saved);
          }
        });
  }
}
