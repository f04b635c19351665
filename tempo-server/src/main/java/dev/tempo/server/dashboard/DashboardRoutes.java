package dev.tempo.server.dashboard;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.dashboard.DashboardResponse.BrokenEnvironment;
import dev.tempo.server.dashboard.DashboardResponse.BrokenEnvironments;
import dev.tempo.server.dashboard.DashboardResponse.DiskSpace;
import dev.tempo.server.dashboard.DashboardResponse.LateJob;
import dev.tempo.server.dashboard.DashboardResponse.Next;
import dev.tempo.server.dashboard.DashboardResponse.Past;
import dev.tempo.server.dashboard.DashboardResponse.PastRun;
import dev.tempo.server.dashboard.DashboardResponse.PlannedRun;
import dev.tempo.server.dashboard.DashboardResponse.Recent;
import dev.tempo.server.dashboard.DashboardResponse.Soon;
import dev.tempo.server.dashboard.DashboardResponse.Timeline;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.jobs.LateJobs;
import dev.tempo.server.jobs.LateResponse;
import dev.tempo.server.jobs.RecentJobs;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunLists;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.RunQuery;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the caller's jobs do: those that are late, the last runs, the last failures, what comes
 * next, and a timeline of the last and the next 24 hours. Everything is bounded, and says so where
 * there is more. Who follows the events needs all of it once, and then what schedules say when they
 * have changed.
 */
public final class DashboardRoutes implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardRoutes.class);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int FEW = 10;
  private static final int MAX_PAST = 500;
  private static final int MAX_UPCOMING = 20;
  private static final int MAX_LATE = 50;

  private final RunLists lists;
  private final RunJson json;
  private final JobService jobs;
  private final RunForecast outlook;
  private final TimeSource time;
  private final Path directory;

  /** Over an engine, for those who may see its jobs and runs. */
  public DashboardRoutes(
      Tempo tempo, JobService jobs, RunAccess access, RunJson json, Place place) {
    this.lists = new RunLists(tempo.store().runs(), access);
    this.json = json;
    this.jobs = jobs;
    this.outlook = new RunForecast(tempo, jobs);
    this.time = place.time();
    this.directory = place.directory();
  }

  /**
   * When and where.
   *
   * @param directory of the server's data
   */
  public record Place(TimeSource time, Path directory) {}

  /** What can be asked for. */
  private enum Part {
    PAST,
    NEXT
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/dashboard", this::dashboard);
  }

  private RouteResponse dashboard(ApiRequest call) {
    Set<Part> parts =
        new HashSet<>(
            call.query()
                .list("parts", DashboardRoutes::part, JsonValues.oneOf(List.of("past", "next"))));
    Set<UUID> only =
        new HashSet<>(call.query().list("job", UUID::fromString, message("api.allowed.jobIds")));
    Instant now = time.nowMillis();
    boolean asksForPast = parts.isEmpty() || parts.contains(Part.PAST);
    boolean asksForNext = parts.isEmpty() || parts.contains(Part.NEXT);
    RunForecast.Span span = new RunForecast.Span(now, now.plus(DAY), call.locale());
    Optional<RunForecast.Plan> plan =
        asksForNext ? Optional.of(outlook.plan(call.caller(), span, only)) : Optional.empty();
    return RouteResponse.ok(
        new DashboardResponse(
            asksForPast ? Optional.of(recent(call, now)) : Optional.empty(),
            plan.map(found -> new Soon(PlannedRun.of(upcoming(found)))),
            new Timeline(
                now.minus(DAY),
                now,
                now.plus(DAY),
                asksForPast ? Optional.of(past(call.caller(), now)) : Optional.empty(),
                plan.map(Next::of))));
  }

  private static Part part(String name) {
    return Part.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private Recent recent(ApiRequest call, Instant now) {
    Caller caller = call.caller();
    RunQuery failed = RunQuery.ALL.withStatus(RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.LOST);
    return new Recent(
        jobs.index().groupsVisibleTo(caller).count(),
        late(caller, now),
        json.write(list(RunQuery.ALL.withLimit(FEW), caller), call.language()),
        json.write(failures(failed, caller), call.language()),
        lists.count(RunQuery.ALL.withDeadLettersOnly(), caller),
        RecentJobs.of(jobs).list(caller),
        disk(),
        brokenEnvironments(caller));
  }

  private BrokenEnvironments brokenEnvironments(Caller caller) {
    List<BrokenEnvironment> all =
        jobs.dependencies().scripts().environments().broken().stream()
            .flatMap(id -> jobs.index().find(id).stream())
            .filter(job -> JobAccess.maySee(caller, job))
            .map(job -> new BrokenEnvironment(job.id(), job.name()))
            .sorted(Comparator.comparing(BrokenEnvironment::name, String.CASE_INSENSITIVE_ORDER))
            .toList();
    return new BrokenEnvironments(all.size(), all.stream().limit(FEW).toList());
  }

  private Optional<DiskSpace> disk() {
    try {
      FileStore store = Files.getFileStore(directory);
      return Optional.of(new DiskSpace(store.getUsableSpace(), store.getTotalSpace()));
    } catch (IOException e) {
      LOG.debug("How much room {} has cannot be told", directory, e);
      return Optional.empty();
    }
  }

  private Past past(Caller caller, Instant now) {
    var past = lists.list(RunQuery.ALL.withFrom(now.minus(DAY)).withLimit(MAX_PAST), caller);
    Optional<Instant> knownFrom =
        past.next().map(more -> past.runs().isEmpty() ? now : past.runs().getLast().queuedAt());
    return new Past(
        past.runs().stream()
            .map(run -> PastRun.of(run, jobs.index().isVisible(run.jobId(), caller)))
            .toList(),
        knownFrom.isEmpty(),
        knownFrom);
  }

  private record Found(JobIndexEntry job, Late how) {}

  /** Those that are late for the longest time first. */
  private List<LateJob> late(Caller caller, Instant now) {
    LateJobs late = jobs.views().late();
    Stream<Found> visible =
        late.all().entrySet().stream()
            .flatMap(
                entry ->
                    jobs.index().find(entry.getKey()).stream()
                        .filter(job -> JobAccess.maySee(caller, job))
                        .map(job -> new Found(job, entry.getValue())));
    return visible
        .sorted(Comparator.comparing(one -> one.how().since()))
        .limit(MAX_LATE)
        .map(one -> new LateJob(one.job().id(), one.job().name(), LateResponse.of(one.how(), now)))
        .toList();
  }

  /** Without what somebody tried out, who has seen it fail. */
  private List<Run> failures(RunQuery failed, Caller caller) {
    return list(failed.withRegularOnly().withLimit(FEW), caller);
  }

  private List<Run> list(RunQuery query, Caller caller) {
    return lists.list(query, caller).runs();
  }

  /** The first of each band counts, too. */
  private static List<RunForecast.Planned> upcoming(RunForecast.Plan plan) {
    Stream<RunForecast.Planned> firsts =
        plan.bands().stream()
            .map(
                band ->
                    new RunForecast.Planned(
                        band.source().jobId(),
                        band.source().jobName(),
                        band.source().triggerId(),
                        band.from(),
                        false));
    return Stream.concat(plan.next().stream(), firsts)
        .sorted(Comparator.comparing(RunForecast.Planned::at))
        .limit(MAX_UPCOMING)
        .toList();
  }
}
