package dev.tempo.server.notifications;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.message.Translation;
import dev.tempo.server.notifications.NotificationResponses.NotificationList;
import dev.tempo.server.notifications.NotificationResponses.NotificationResponse;
import dev.tempo.server.notifications.NotificationResponses.ProblemResponse;
import dev.tempo.server.notifications.NotificationResponses.ReachResponse;
import dev.tempo.server.notifications.NotificationStore.Told;
import dev.tempo.server.notifications.Notifier.Sources;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows whether anybody is told about runs: before they run, and after. */
public final class NotificationRoutes implements Feature {
  private final NotificationStore notices;
  private final Reach reach;
  private final JobIndex jobs;
  private final RunAccess access;

  /** Over what is queued and was sent. */
  public NotificationRoutes(NotificationSender deliverer, Sources sources, RunAccess access) {
    this.notices = deliverer.notices();
    this.reach = new Reach(sources.settings(), sources.recipients().users());
    this.jobs = sources.jobs();
    this.access = access;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/notifications", this::ofJob)
        .get("/api/runs/{id}/notifications", this::ofRun);
  }

  private RouteResponse ofJob(ApiRequest call) {
    JobIndexEntry job = jobs.resolve(call.path("job"), call.caller());
    Reach.Result result = reach.of(job.details());
    return RouteResponse.ok(
        new ReachResponse(
            reach.isMailReady(),
            result.addresses().size(),
            result.problems().stream().map(one -> problem(one, call.language())).toList()));
  }

  private static ProblemResponse problem(Reach.Problem problem, Translation language) {
    return new ProblemResponse(
        problem.code().name(), label(problem.channel()), language.kept(problem.message()));
  }

  private RouteResponse ofRun(ApiRequest call) {
    Run run = access.find(call.id("id", "run"), call.caller());
    Optional<JobIndexEntry> job = jobs.find(run.jobId());
    List<Told> told = notices.ofRun(run.id());
    return RouteResponse.ok(
        new NotificationList(told.stream().map(notice -> shown(notice, job, call)).toList()));
  }

  private static NotificationResponse shown(
      Told told, Optional<JobIndexEntry> job, ApiRequest call) {
    return new NotificationResponse(
        label(told.channel()),
        target(told, job, call.caller()),
        told.state(),
        told.attempts(),
        told.createdAt(),
        told.next(),
        told.error().map(call.language()::kept));
  }

  /** An owner's address, which the job does not name, is shown to that one and administrators. */
  private static String target(Told told, Optional<JobIndexEntry> job, Caller caller) {
    boolean named =
        job.map(entry -> entry.details().behaviour().notification().emails())
            .filter(emails -> emails.contains(told.target()))
            .isPresent();
    boolean ones = job.filter(entry -> JobAccess.owns(caller, entry)).isPresent();
    boolean shows = told.channel() == Channel.WEBHOOK || named || ones || caller.has(Role.ADMIN);
    return shows ? told.shownTarget() : QueuedNotification.OWNER;
  }

  private static String label(Channel channel) {
    return channel.name().toLowerCase(Locale.ROOT);
  }
}
