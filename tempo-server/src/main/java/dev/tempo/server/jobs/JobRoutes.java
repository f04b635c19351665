package dev.tempo.server.jobs;

import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import java.util.List;

/** Lists, makes, shows, changes and deletes jobs. */
public final class JobRoutes implements Feature {
  private final JobService jobs;

  /** Over a service. */
  public JobRoutes(JobService jobs) {
    this.jobs = jobs;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs", this::list)
        .post("/api/jobs", this::create)
        .get("/api/jobs/{job}", this::show)
        .put("/api/jobs/{job}", this::update)
        .delete("/api/jobs/{job}", this::delete)
        .post("/api/jobs/{job}/enable", call -> setEnabled(call, true))
        .post("/api/jobs/{job}/disable", call -> setEnabled(call, false));
  }

  private Reply list(Call call) {
    JobFilter.Page page =
        JobFilter.of(call.query()).page(jobs.directory().visibleTo(call.caller()), call.paging());
    List<ManagedJob> loaded = page.jobs().stream().flatMap(j -> jobs.find(j).stream()).toList();
    return Reply.ok(
        Json.object()
            .put("jobs", Json.array(loaded, job -> shown(call, job)))
            .put("total", page.total())
            .put("totalIsExact", true)
            .put("nextCursor", page.nextCursor()));
  }

  private Reply create(Call call) {
    return Reply.created(shown(call, jobs.create(call.body(), call.caller())));
  }

  private Reply show(Call call) {
    return Reply.ok(shown(call, jobs.load(job(call))));
  }

  private Reply update(Call call) {
    return Reply.ok(shown(call, jobs.update(job(call), call.body(), call.caller())));
  }

  private Reply delete(Call call) {
    JobEntry job = job(call);
    jobs.delete(job, call.caller());
    return Reply.ok(Json.object().put("id", job.id()));
  }

  private Reply setEnabled(Call call, boolean enabled) {
    call.bodyOrEmpty().end();
    return Reply.ok(shown(call, jobs.setEnabled(job(call), enabled, call.caller())));
  }

  private JobEntry job(Call call) {
    return jobs.directory().resolve(call.path("job"), call.caller());
  }

  private Object shown(Call call, ManagedJob job) {
    return jobs.json().write(job, call.locale());
  }
}
