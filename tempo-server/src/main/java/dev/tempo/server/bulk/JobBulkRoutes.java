package dev.tempo.server.bulk;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.bulk.BulkResponses.Before;
import dev.tempo.server.bulk.BulkResponses.Deleted;
import dev.tempo.server.bulk.BulkResponses.Done;
import dev.tempo.server.bulk.BulkResponses.Edited;
import dev.tempo.server.bulk.BulkResponses.JobDone;
import dev.tempo.server.bulk.BulkResponses.JobOutcomes;
import dev.tempo.server.bulk.BulkResponses.Marked;
import dev.tempo.server.bulk.BulkResponses.Started;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Outcomes;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.filter.RateLimiter.Limit;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobFilter;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.RecentDeletions;
import dev.tempo.server.marks.JobMarkStore;
import dev.tempo.server.runs.RunStarter;
import dev.tempo.server.scripts.Discarded;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.Arguments;
import dev.tempo.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Does the same to many jobs by one call: those of some ids, or all of a list, whose query says
 * which. Each is looked at by itself, as if it were alone, and the answer says of each that was
 * refused why, and of each that was changed how it was, so that it can be taken back.
 */
public final class JobBulkRoutes implements Feature {
  private static final int MOST = 2_000;

  private final JobService jobs;
  private final JobMarkStore personal;
  private final RunStarter starter;
  private final RateLimiter limiter;
  private final TimeSource time;

  /** Over jobs, and what is done with them. */
  public JobBulkRoutes(
      JobService jobs,
      JobMarkStore personal,
      RunStarter starter,
      RateLimiter limiter,
      TimeSource time) {
    this.jobs = jobs;
    this.personal = personal;
    this.starter = starter;
    this.limiter = limiter;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.post("/api/jobs/bulk", this::bulk);
  }

  private RouteResponse bulk(ApiRequest call) {
    JobFilter filter = jobs.views().filter(call.query(), call.caller());
    JsonInput body = call.body();
    JobAction action = JobAction.read(body, jobs.dependencies().folders());
    body.end();
    List<UUID> chosen = action.ids().isEmpty() ? listed(call, filter, action) : action.ids().get();
    call.subject(action.kind().name().toLowerCase(Locale.ROOT) + " " + chosen.size() + " jobs");
    Outcomes<JobDone> outcomes = new Outcomes<>(call::language);
    List<RecentDeletions.Gone> gone = new ArrayList<>();
    for (UUID id : chosen) {
      outcomes.attempt(
          id,
          () -> {
            JobIndexEntry job = jobs.index().resolve(id.toString(), call.caller());
            return new JobDone(job.id(), job.name(), done(action, job, call.caller(), gone));
          });
    }
    Optional<UUID> undoId =
        gone.isEmpty()
            ? Optional.empty()
            : Optional.of(jobs.deletions().add(call.caller(), List.of(), gone));
    return RouteResponse.ok(new JobOutcomes(outcomes.done(), outcomes.refused(), undoId));
  }

  /** All that the caller's list holds, if they are as many as it has seen. */
  private List<UUID> listed(ApiRequest call, JobFilter filter, JobAction action) {
    Paging all = new Paging(MOST, Optional.empty());
    JobFilter.Page page = filter.page(jobs.index(), call.caller(), all);
    if (page.total() > MOST) {
      throw ApiException.invalid("expectedCount", counted("api.bulk.mostJobs", MOST));
    }
    Outcomes.requireExpected(action.expectedCount(), page.total());
    return page.jobs().stream().map(JobIndexEntry::id).toList();
  }

  private Done done(
      JobAction action, JobIndexEntry job, Caller caller, List<RecentDeletions.Gone> gone) {
    return switch (action.kind()) {
      case ENABLE, DISABLE, MOVE, TAG, UNTAG -> edited(action, job, caller);
      case FAVOR -> favored(job, caller, true);
      case DISFAVOR -> favored(job, caller, false);
      case RUN -> started(job, caller);
      case DELETE -> {
        JobService.Deletion deleted = jobs.delete(job, !action.keepFiles(), caller);
        deleted.gone().ifPresent(gone::add);
        yield new Deleted(true, deleted.kept().map(Discarded::id));
      }
    };
  }

  private Done edited(JobAction action, JobIndexEntry job, Caller caller) {
    ManagedJob before = jobs.load(job);
    Edit edit = Edit.by(caller).of(action.version(job.id()));
    ManagedJob after = jobs.edit(job, edit, action::changed);
    return new Edited(
        after.version() != before.version(),
        after.version(),
        new Before(
            before.job().enabled(), before.details().folderId(), before.details().labels().tags()));
  }

  private Done favored(JobIndexEntry job, Caller caller, boolean requested) {
    Set<UUID> favorites = personal.favorites(caller.userId());
    personal.mark(caller.userId(), job.id(), requested, time.nowMillis());
    return new Marked(favorites.contains(job.id()) != requested);
  }

  /** Each start counts as one, so that many at once come no further than many calls would. */
  private Done started(JobIndexEntry job, Caller caller) {
    if (!caller.has(Role.OPERATOR)) {
      throw ApiException.forbidden(message("api.bulk.operators"));
    }
    limiter.count(Limit.RUN, caller.userId().toString());
    UUID runId = starter.start(job, Arguments.NONE, caller).runId();
    return new Started(true, runId);
  }
}
