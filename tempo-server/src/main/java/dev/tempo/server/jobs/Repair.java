package dev.tempo.server.jobs;

import dev.tempo.store.JobStore;
import java.util.List;

/**
 * Completes at the start what a crash, or a program without a server, left undone: scripts whose
 * content no version holds, and jobs that did not follow their folder.
 */
final class Repair {
  private Repair() {}

  static void run(JobService jobs, JobStore store) {
    JobDirectory.each(store, jobs::recordScript);
    List<JobEntry> all = jobs.directory().all().toList();
    jobs.around()
        .folders()
        .exclusively(
            () -> {
              all.forEach(jobs::follow);
              return all;
            });
  }
}
