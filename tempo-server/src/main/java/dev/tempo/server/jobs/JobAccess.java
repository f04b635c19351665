package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.util.Optional;

/** Who may do what with one job. */
public final class JobAccess {
  private JobAccess() {}

  /** True if the caller may see the job: at its level, or one's own. */
  public static boolean maySee(Caller caller, JobIndexEntry job) {
    return caller.has(job.details().ownership().requiredLevel()) || owns(caller, job);
  }

  /** True if the job is the caller's; with a key of a lesser role only those at that level are. */
  public static boolean owns(Caller caller, JobIndexEntry job) {
    return owns(caller, job.details());
  }

  private static boolean owns(Caller caller, JobDetails details) {
    boolean counts = !caller.isLesser() || caller.has(details.ownership().requiredLevel());
    return counts && details.ownership().ownerId().equals(Optional.of(caller.userId()));
  }

  /** True if the caller may see all runs of a job, whoever started them. */
  public static boolean maySeeAllRuns(Caller caller, JobDetails details) {
    return caller.has(Role.ADMIN) || owns(caller, details);
  }

  /**
   * Lets whoever may edit a job pass: its owner, an administrator, or for a job of nobody's any
   * developer.
   *
   * @throws ApiException 403
   */
  public static void requireEdit(Caller caller, JobIndexEntry job) {
    if (!mayEdit(caller, job)) {
      throw ApiException.forbidden(message("api.job.mayNotEdit", "job", job.name()));
    }
  }

  /**
   * Lets a change pass if the caller may make it: whoever may edit a job may change all of it,
   * developers how any job at their level is described.
   *
   * @throws ApiException 403
   */
  static void requireChange(
      Caller caller, JobIndexEntry entry, ManagedJob old, ManagedJob changed) {
    JobDetails before = old.details();
    JobDetails after = changed.details();
    boolean onlyDescribed =
        old.job().sameDefinition(changed.job())
            && before.behaviour().equals(after.behaviour())
            && before.secretVariables().equals(after.secretVariables())
            && before.ownership().equals(after.ownership());
    if (onlyDescribed) {
      requireDescribe(caller, entry);
    } else {
      requireEdit(caller, entry);
    }
  }

  /**
   * Lets whoever may edit a job's description, tags and the like pass: developers too.
   *
   * @throws ApiException 403
   */
  public static void requireDescribe(Caller caller, JobIndexEntry job) {
    if (!mayEdit(caller, job) && !caller.has(Role.DEVELOPER)) {
      throw ApiException.forbidden(message("api.job.mayNotDescribe", "job", job.name()));
    }
  }

  /** True if the caller may change what the job does. */
  public static boolean mayEdit(Caller caller, JobIndexEntry job) {
    boolean nobodys = job.details().ownership().ownerId().isEmpty();
    return caller.has(Role.ADMIN)
        || caller.has(Role.OPERATOR) && owns(caller, job)
        || caller.has(Role.DEVELOPER) && nobodys;
  }
}
