package dev.tempo.server;

import dev.tempo.Tempo;
import dev.tempo.server.auth.AuthRoutes;
import dev.tempo.server.auth.AuthService;
import dev.tempo.server.auth.Passwords;
import dev.tempo.server.auth.SetupService;
import dev.tempo.server.dashboard.DashboardRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Hosts;
import dev.tempo.server.http.RateLimiter;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobRoutes;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.live.EventHub;
import dev.tempo.server.live.EventRoutes;
import dev.tempo.server.live.LatestSamples;
import dev.tempo.server.live.LiveLog;
import dev.tempo.server.live.RunWatch;
import dev.tempo.server.metrics.MetricRoutes;
import dev.tempo.server.metrics.PrometheusRoutes;
import dev.tempo.server.metrics.RunCounters;
import dev.tempo.server.metrics.StatsRoutes;
import dev.tempo.server.openapi.OpenApiRoutes;
import dev.tempo.server.queues.QueueRoutes;
import dev.tempo.server.runs.AnnotationRoutes;
import dev.tempo.server.runs.AnnotationStore;
import dev.tempo.server.runs.ExportRoutes;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.LogUseRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunParts;
import dev.tempo.server.runs.RunRoutes;
import dev.tempo.server.runs.RunSearch;
import dev.tempo.server.runs.Shares;
import dev.tempo.server.runs.StartRoutes;
import dev.tempo.server.schedules.ScheduleRoutes;
import dev.tempo.server.search.SearchRoutes;
import dev.tempo.server.settings.TimezoneRoutes;
import dev.tempo.server.system.SystemRoutes;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.sqlite.SqliteStore;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts the parts of a server together, an area after the other; whatever an area needs of another
 * is a field here. The one place that knows which part needs which.
 */
final class Features {
  private final ServerContext context;
  private final SqliteStore store;
  private final RateLimiter limiter;
  private final UserStore users;
  private final UserNames names;
  private final AuthService auth;
  private final SetupService setup;
  private final JobService jobs;
  private final AnnotationStore annotations;
  private final RunAccess access;

  Features(ServerContext context) {
    this.context = context;
    this.store = context.store();
    ServerSettings settings = context.settings();
    this.limiter = new RateLimiter(context.time(), settings.guarding().rateLimits());
    Passwords passwords = context.part(new Passwords(settings.guarding().passwordCost()));
    this.users = new UserStore(store.database());
    this.names = new UserNames(users);
    this.auth =
        new AuthService(
            store.database(),
            users,
            passwords,
            store.directory().orElseThrow().resolve("config/jwt.key"),
            context.time());
    this.setup =
        new SetupService(users, auth, passwords, context.time(), Hosts.isLoopback(settings.host()));
    this.jobs =
        context.part(new JobService(context.tempo(), store.database(), names, context.time()));
    this.annotations = new AnnotationStore(store.database());
    this.access = new RunAccess(store.runs(), jobs.directory(), new Shares(annotations));
  }

  RateLimiter limiter() {
    return limiter;
  }

  AuthService auth() {
    return auth;
  }

  SetupService setup() {
    return setup;
  }

  /** Registers all routes of all areas. */
  void register(Routes routes) {
    Stream.of(accounts(), jobs(), runs(), upkeep())
        .flatMap(List::stream)
        .forEach(feature -> feature.register(routes));
  }

  /** Who may come in, and who did what. */
  private List<Feature> accounts() {
    return List.of(new AuthRoutes(auth, setup, limiter));
  }

  /** What is to run, and when. */
  private List<Feature> jobs() {
    return List.of(new ScheduleRoutes(context.time()), new JobRoutes(jobs));
  }

  /** What runs and has run. */
  private List<Feature> runs() {
    Tempo tempo = context.tempo();
    JobDirectory directory = jobs.directory();
    RunJson json = new RunJson(store.runs(), names, annotations);
    RunSearch search = new RunSearch(directory, users);
    RunParts parts = new RunParts(tempo, access, json, search, annotations);
    return List.of(
        new StartRoutes(tempo, jobs, access, json),
        new RunRoutes(tempo, parts, directory),
        new AnnotationRoutes(parts, users, names),
        new ExportRoutes(parts),
        new LogRoutes(store.logs(), access),
        new LogUseRoutes(parts, context.time()),
        new SearchRoutes(store, access, search),
        new MetricRoutes(tempo, directory, access, context.time()),
        new StatsRoutes(tempo, directory, access, context.time()),
        new PrometheusRoutes(tempo, directory, access, context.part(new RunCounters(tempo))),
        new DashboardRoutes(tempo, directory, access, json, context.time()),
        new QueueRoutes(tempo),
        liveLog(),
        events(json));
  }

  private Feature liveLog() {
    Tempo tempo = context.tempo();
    RunWatch watch = context.part(new RunWatch(tempo));
    LatestSamples samples = context.part(new LatestSamples(tempo));
    return new LiveLog(tempo, access, watch, samples, context.time());
  }

  private Feature events(RunJson json) {
    EventHub hub =
        context.part(new EventHub(context.tempo(), jobs.directory(), access, json, context.time()));
    return new EventRoutes(context.tempo(), hub, access, context.time());
  }

  /** How the server itself does, and what it is told. */
  private List<Feature> upkeep() {
    return List.of(
        new SystemRoutes(context.tempo(), context.time()),
        new OpenApiRoutes(),
        new TimezoneRoutes(context.time()));
  }
}
