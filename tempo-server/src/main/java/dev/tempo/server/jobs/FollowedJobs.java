package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Job;
import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobService.Edit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Lets nobody's triggers follow jobs that they may not see. */
final class FollowedJobs {
  private FollowedJobs() {}

  /**
   * Checks which jobs a job follows that it has not followed before, unless it becomes what it was.
   *
   * @throws ApiException 422 if the caller may not see one of them, or there is none
   */
  static void check(JobIndex jobs, Optional<ManagedJob> old, ManagedJob updated, Edit edit) {
    if (edit.restores()) {
      return;
    }
    Set<UUID> before = old.map(job -> followed(job.job())).orElse(Set.of());
    for (UUID id : followed(updated.job())) {
      if (!before.contains(id) && !jobs.isVisible(id, edit.caller())) {
        throw ApiException.invalid("triggers", message("api.trigger.noJob", "job", id));
      }
    }
  }

  private static Set<UUID> followed(Job job) {
    return job.triggers().stream()
        .map(trigger -> trigger.schedule())
        .filter(AfterJobsSchedule.class::isInstance)
        .flatMap(schedule -> ((AfterJobsSchedule) schedule).jobs().stream())
        .collect(Collectors.toSet());
  }
}
