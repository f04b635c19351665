package dev.tempo.server.jobs;

import dev.tempo.store.JobStore;
import java.util.List;

/**
 * Completes at startup what a crash, or a program without a server, left undone: scripts whose
 * content no version holds, and jobs that did not follow their folder.
 */
final class StartupRepair {
  private StartupRepair() {}

  static void run(JobService jobs, JobStore store) {
    JobIndex.pages(store, jobs::recordScripts);
    List<JobIndexEntry> all = jobs.index().all().toList();
    jobs.dependencies()
        .folders()
        .exclusively(
            () -> {
              all.forEach(jobs::follow);
              return all;
            });
  }
}
