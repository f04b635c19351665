package dev.tempo.server.interfaces;

import dev.tempo.JobDisabledException;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.process.ResourceSample;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.interfaces.InterfaceResponses.InterfaceResponse;
import dev.tempo.server.interfaces.InterfaceResponses.PortUse;
import dev.tempo.server.interfaces.InterfaceResponses.Use;
import dev.tempo.server.interfaces.InterfaceService.Opened;
import dev.tempo.server.interfaces.InterfaceService.Wish;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.server.projects.FileParameters;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.UserNames;
import dev.tempo.task.Arguments;
import dev.tempo.time.TimeSource;
import dev.tempo.webapp.PortPool;
import dev.tempo.webapp.WebAppStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Opens, shows and ends the pages that scripts serve. */
final class InterfaceRoutes implements Feature {
  private static final int MAX_PARAMETERS = 50;
  private static final int MAX_VALUE = 10_000;
  private static final int ID = 36;
  private static final Duration FRESH = Duration.ofSeconds(15);

  private final InterfaceService interfaces;
  private final Tempo tempo;
  private final JobService jobs;
  private final ProjectService projects;
  private final FileParameters files;
  private final UserNames users;
  private final TimeSource time;

  /**
   * What is known of whom interfaces belong to.
   *
   * @param users their names
   */
  record Around(Tempo tempo, JobService jobs, ProjectService projects, UserNames users) {}

  InterfaceRoutes(InterfaceService interfaces, Around surroundings, TimeSource time) {
    this.interfaces = interfaces;
    this.tempo = surroundings.tempo();
    this.jobs = surroundings.jobs();
    this.projects = surroundings.projects();
    this.files = new FileParameters(projects);
    this.users = surroundings.users();
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .post("/api/jobs/{job}/interface", this::open)
        .get("/api/jobs/{job}/interface", this::show)
        .post("/api/jobs/{job}/interface/ping", this::ping)
        .delete("/api/jobs/{job}/interface", this::end)
        .get("/api/interfaces", this::list)
        .delete("/api/interfaces/{id}", this::stop)
        .get("/api/admin/ports", this::ports);
  }

  private RouteResponse open(ApiRequest call) {
    JobIndexEntry job = job(call);
    JsonInput body = call.bodyOrEmpty();
    Map<String, String> parameters =
        body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE).or(Map.of());
    Optional<String> projectId = body.text("projectId", ID).value();
    Optional<PageTheme> theme = body.choice("theme", PageTheme.class).value();
    body.end();
    if (!hasPage(job)) {
      throw InterfaceMessages.noPage(job.name());
    }
    jobs.dependencies().discovered().requireRun(job);
    Project project = projects.chosen(projectId, call.caller());
    ParameterValues.Checked checked =
        ParameterValues.check(job.details().behaviour().parameters(), Arguments.of(parameters));
    RunOptions options =
        new RunOptions(
            RunCause.INTERFACE,
            Optional.empty(),
            InterfaceSurroundings.arguments(
                files.placed(job, checked, project), call.caller(), theme),
            Optional.empty(),
            checked.without());
    return opened(open(new Wish(job, project, options), call));
  }

  private Opened open(Wish wish, ApiRequest call) {
    try {
      return interfaces.open(wish, call.caller(), call.client());
    } catch (JobDisabledException e) {
      throw ApiException.conflict(e);
    }
  }

  private static RouteResponse opened(Opened opened) {
    OpenInterface page = opened.page();
    InterfaceResponses.Opened body =
        new InterfaceResponses.Opened(
            page.uuid(),
            InterfaceState.of(page.status().state()),
            opened.url(),
            page.row().port(),
            page.row().runId());
    return opened.isNew() ? RouteResponse.created(body) : RouteResponse.ok(body);
  }

  /** Those that have a port of their own, or open by themselves. */
  static boolean hasPage(JobIndexEntry job) {
    JobDetails.ScriptPage page = job.details().behaviour().page();
    return page.preferredPort().isPresent() || page.autoOpen();
  }

  private RouteResponse show(ApiRequest call) {
    return RouteResponse.ok(
        own(call).map(page -> status(page, call)).orElse(InterfaceResponses.Status.NONE));
  }

  private Optional<OpenInterface> own(ApiRequest call) {
    JobIndexEntry job = job(call);
    return call.query()
        .text("projectId")
        .map(
            id ->
                interfaces.find(
                    InterfaceRow.Place.of(
                        call.caller(), job.id(), projects.own(id, call.caller()).id())))
        .orElseGet(() -> interfaces.newest(call.caller(), job.id()));
  }

  private static InterfaceResponses.Status status(OpenInterface page, ApiRequest call) {
    WebAppStatus now = page.status();
    return new InterfaceResponses.Status(
        InterfaceState.of(now.state()),
        Optional.of(page.uuid()),
        OptionalInt.of(page.row().port()),
        Optional.of(page.row().runId()),
        Optional.of(page.row().place().projectId()),
        Optional.of(page.row().startedAt()),
        now.lastSeenAt(),
        now.error().map(call.language()::kept));
  }

  /** A program that shows the page itself says that it is used. */
  private RouteResponse ping(ApiRequest call) {
    job(call);
    JsonInput body = call.body();
    Optional<UUID> id = body.uuid("sessionId").value();
    body.end();
    Optional<OpenInterface> page =
        id.flatMap(interfaces::find).filter(found -> found.row().place().isOf(call.caller()));
    page.ifPresent(found -> found.leases().onRequest());
    return RouteResponse.ok(
        new InterfaceResponses.Ping(
            page.map(found -> InterfaceState.of(found.status().state()))
                .orElse(InterfaceState.NONE)));
  }

  private RouteResponse end(ApiRequest call) {
    OpenInterface page =
        own(call).orElseThrow(() -> ApiException.notFound("interface", call.path("job")));
    interfaces.stop(page, call.caller().username());
    return RouteResponse.empty();
  }

  private RouteResponse stop(ApiRequest call) {
    UUID id = call.id("id", "interface");
    Caller caller = call.caller();
    OpenInterface page =
        interfaces
            .find(id)
            .filter(found -> caller.has(Role.ADMIN) || found.row().place().isOf(caller))
            .orElseThrow(() -> ApiException.notFound("interface", id.toString()));
    jobs.index().find(page.row().place().jobId()).ifPresent(job -> call.subject(job.name()));
    interfaces.stop(page, caller.username());
    return RouteResponse.empty();
  }

  private RouteResponse list(ApiRequest call) {
    boolean admin = call.caller().has(Role.ADMIN);
    List<InterfaceResponse> shown =
        interfaces.list().stream()
            .filter(page -> admin || page.row().place().isOf(call.caller()))
            .map(page -> shown(page, admin))
            .toList();
    InterfaceSettings settings = interfaces.settings();
    PortPool ports = interfaces.ports();
    return RouteResponse.ok(
        new InterfaceResponses.InterfacePage(
            shown,
            new InterfaceResponses.Limits(settings.most(), settings.mostPerUser()),
            new InterfaceResponses.Ports(ports.from(), ports.to(), ports.freeCount())));
  }

  private InterfaceResponse shown(OpenInterface page, boolean admin) {
    InterfaceRow row = page.row();
    WebAppStatus now = page.status();
    Optional<ResourceSample> use = use(row.runId());
    return new InterfaceResponse(
        row.id(),
        row.place().jobId(),
        jobName(row),
        users.of(row.place().userId()),
        row.place().projectId(),
        projects.names().of(row.place().projectId()),
        row.port(),
        admin ? now.port() : OptionalInt.empty(),
        now.processId(),
        InterfaceState.of(now.state()),
        row.startedAt(),
        now.lastSeenAt(),
        row.runId(),
        page.leases().count(),
        page.leases().unused().toSeconds(),
        use.map(ResourceSample::cpuPercent),
        use.map(ResourceSample::memoryBytes));
  }

  private Optional<ResourceSample> use(UUID runId) {
    List<ResourceSample> newest =
        tempo.resourceSamples(runId, time.nowMillis().minus(FRESH), MAX_PARAMETERS);
    return newest.isEmpty() ? Optional.empty() : Optional.of(newest.getLast());
  }

  private RouteResponse ports(ApiRequest call) {
    PortPool ports = interfaces.ports();
    List<PortUse> used = new ArrayList<>();
    for (OpenInterface page : interfaces.list()) {
      used.add(use(page, Use.PAGE, page.row().port()));
      page.status().port().ifPresent(port -> used.add(use(page, Use.SCRIPT, port)));
    }
    used.sort(Comparator.comparingInt(PortUse::port));
    return RouteResponse.ok(
        new InterfaceResponses.PortPage(
            new InterfaceResponses.Range(ports.from(), ports.to()), ports.freeCount(), used));
  }

  private PortUse use(OpenInterface page, Use use, int port) {
    InterfaceRow row = page.row();
    InterfaceState state = InterfaceState.of(page.status().state());
    return new PortUse(
        port,
        use,
        state == InterfaceState.STARTING ? "starting" : "active",
        state,
        row.id(),
        row.runId(),
        row.place().jobId(),
        jobName(row),
        users.of(row.place().userId()),
        use == Use.SCRIPT ? page.status().processId() : OptionalLong.empty(),
        row.startedAt());
  }

  private Optional<String> jobName(InterfaceRow row) {
    return jobs.index().find(row.place().jobId()).map(JobIndexEntry::name);
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
