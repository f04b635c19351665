package dev.tempo.server;

import dev.tempo.Tempo;
import dev.tempo.server.accounts.CredentialAuthenticator;
import dev.tempo.server.accounts.FilterService;
import dev.tempo.server.accounts.MeRoutes;
import dev.tempo.server.accounts.UserRoutes;
import dev.tempo.server.accounts.UserService;
import dev.tempo.server.accounts.UserService.UserRemovalListener;
import dev.tempo.server.accounts.UserService.UserStores;
import dev.tempo.server.backup.BackupRoutes;
import dev.tempo.server.backup.BackupSchedule;
import dev.tempo.server.backup.BackupService;
import dev.tempo.server.badges.BadgeRoutes;
import dev.tempo.server.bulk.JobBulkRoutes;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.comparison.CompareRoutes;
import dev.tempo.server.comparison.SetupBook;
import dev.tempo.server.dashboard.DashboardRoutes;
import dev.tempo.server.deletions.DeletionRoutes;
import dev.tempo.server.environments.DefaultPython;
import dev.tempo.server.environments.EnvironmentEvents;
import dev.tempo.server.environments.EnvironmentRoutes;
import dev.tempo.server.environments.EnvironmentService;
import dev.tempo.server.environments.PythonRoutes;
import dev.tempo.server.environments.ScriptCheckRoutes;
import dev.tempo.server.environments.ScriptScanner;
import dev.tempo.server.expectations.LateWatch;
import dev.tempo.server.failures.FailureReasons;
import dev.tempo.server.folders.FolderRoutes;
import dev.tempo.server.health.HostRoutes;
import dev.tempo.server.health.SystemRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.HostNames;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Tickets;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.server.HttpServer;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.i18n.LanguageRoutes;
import dev.tempo.server.i18n.MessageCatalogs;
import dev.tempo.server.importexport.TransferRoutes;
import dev.tempo.server.jobdocs.DocRoutes;
import dev.tempo.server.jobdocs.DocStore;
import dev.tempo.server.jobs.JobDependencies;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobRoutes;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.OwnerRoutes;
import dev.tempo.server.mail.MailRoutes;
import dev.tempo.server.mail.Mailer;
import dev.tempo.server.marks.DraftRoutes;
import dev.tempo.server.marks.FavoriteRoutes;
import dev.tempo.server.marks.JobMarkStore;
import dev.tempo.server.marks.PresetRoutes;
import dev.tempo.server.metrics.MetricRoutes;
import dev.tempo.server.metrics.PrometheusRoutes;
import dev.tempo.server.metrics.RunCounters;
import dev.tempo.server.metrics.StatsRoutes;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.notifications.LateNotifier;
import dev.tempo.server.notifications.NotificationRoutes;
import dev.tempo.server.notifications.NotificationSender;
import dev.tempo.server.notifications.Notifier;
import dev.tempo.server.openapi.OpenApiRoutes;
import dev.tempo.server.openapi.OperationNames;
import dev.tempo.server.queues.PausedQueues;
import dev.tempo.server.queues.QueueLimits;
import dev.tempo.server.queues.QueueRoutes;
import dev.tempo.server.retention.RetentionRoutes;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.server.runs.AnnotationRoutes;
import dev.tempo.server.runs.AnnotationStore;
import dev.tempo.server.runs.ContextRoutes;
import dev.tempo.server.runs.DefaultLimits;
import dev.tempo.server.runs.ExportRoutes;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.LogUsageRoutes;
import dev.tempo.server.runs.RequirementRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunBulkRoutes;
import dev.tempo.server.runs.RunControlRoutes;
import dev.tempo.server.runs.RunFilterReader;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunRouteSupport;
import dev.tempo.server.runs.RunRoutes;
import dev.tempo.server.runs.RunScriptRoutes;
import dev.tempo.server.runs.RunShares;
import dev.tempo.server.runs.RunStarter;
import dev.tempo.server.runs.UsualDurations;
import dev.tempo.server.schedules.ScheduleRoutes;
import dev.tempo.server.scripts.ScriptTree;
import dev.tempo.server.scripts.Trash;
import dev.tempo.server.search.HistogramRoutes;
import dev.tempo.server.search.SearchRoutes;
import dev.tempo.server.security.apikeys.GrantReader;
import dev.tempo.server.security.apikeys.KeyRoutes;
import dev.tempo.server.security.apikeys.KeyService;
import dev.tempo.server.security.apikeys.UrlTriggerRoutes;
import dev.tempo.server.security.audit.AuditRoutes;
import dev.tempo.server.security.audit.AuditService;
import dev.tempo.server.security.authentication.AuthRoutes;
import dev.tempo.server.security.authentication.AuthService;
import dev.tempo.server.security.authentication.LocalPeers;
import dev.tempo.server.security.authentication.PasswordHasher;
import dev.tempo.server.security.authentication.SessionSettings;
import dev.tempo.server.security.authentication.SetupService;
import dev.tempo.server.security.authentication.TicketRoutes;
import dev.tempo.server.serverlog.SystemLogRoutes;
import dev.tempo.server.settings.BrandingRoutes;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsRoutes;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.settings.TimezoneRoutes;
import dev.tempo.server.streaming.EventHub;
import dev.tempo.server.streaming.EventRoutes;
import dev.tempo.server.streaming.LatestSamples;
import dev.tempo.server.streaming.LiveLogRoutes;
import dev.tempo.server.streaming.LiveTail;
import dev.tempo.server.streaming.RunWaiter;
import dev.tempo.server.templates.TemplateCatalog;
import dev.tempo.server.templates.TemplateRoutes;
import dev.tempo.server.trash.TrashRoutes;
import dev.tempo.server.triggers.TriggerRoutes;
import dev.tempo.server.users.AccountStore;
import dev.tempo.server.users.ListStore;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.server.versions.VersionRoutes;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Assembles the server, one area after the other; whatever an area needs of another is a field
 * here. The one place that knows which part needs which.
 */
final class ServerComponents {
  private final ServerContext context;
  private final JdbcStore store;
  private final RateLimiter limiter;
  private final Tickets tickets;
  private final UserStore users;
  private final UserNames names;
  private final PasswordHasher passwords;
  private final WebSocketSessions sockets = new WebSocketSessions();
  private final AuthService auth;
  private final KeyService keys;
  private final AuditService audit;
  private final SetupService setup;
  private final VersionService versions;
  private final JobMarkStore personal;
  private final ScriptScanner scanner;
  private final EnvironmentService environments;
  private final DefaultPython python;
  private final JobService jobs;
  private final AnnotationStore annotations;
  private final RunAccess access;
  private final LateWatch late;
  private final FailureReasons reasons;
  private final UsualDurations usual;
  private final SetupBook setups;
  private final RetentionService retention;
  private final SystemRoutes system;
  private final MessageCatalogs catalogs;

  ServerComponents(ServerContext context) {
    this.context = context;
    this.store = context.store();
    Caches caches = context.caches();
    caches.register(context.config());
    ServerSettings settings = context.settings();
    this.catalogs = new MessageCatalogs(context.config().configDirectory().resolve("translations"));
    this.limiter = new RateLimiter(context.time(), settings.guarding().rateLimits().perMinute());
    this.tickets = new Tickets(context.time());
    this.passwords = context.register(new PasswordHasher(settings.guarding().passwordCost()));
    this.users = new UserStore(store.database());
    this.names = caches.register(new UserNames(users));
    this.auth =
        caches.register(
            new AuthService(store.database(), users, passwords, sessionRules(), context.time()));
    this.keys =
        new KeyService(
            store.database(), users, sockets, context.time(), settings.guarding().defaultKey());
    this.audit = new AuditService(store.database(), context.time());
    this.setup =
        new SetupService(
            users,
            auth,
            passwords,
            context.time(),
            Optional.of(new LocalPeers())
                .filter(peers -> HostNames.isLoopback(settings.address().host())));
    this.versions = new VersionService(store.database(), store.runs(), context.time());
    this.personal = new JobMarkStore(store.database());
    this.annotations = new AnnotationStore(store.database());
    ScriptTree scripts = new ScriptTree(store.directory().orElseThrow().resolve("scripts"));
    this.scanner =
        context.register(new ScriptScanner(context.tempo().python(), context.tempo().scriptHost()));
    this.environments =
        context.register(new EnvironmentService(context.tempo(), scripts, scanner, context.time()));
    this.python = new DefaultPython(context.tempo().python(), context.config());
    this.jobs = context.register(jobService(scripts));
    jobs.register(caches);
    this.late =
        context.register(
            new LateWatch(
                context.tempo(),
                jobs.index(),
                jobs.views().late(),
                store.database(),
                context.time()));
    caches.register(late);
    this.retention =
        context.register(
            new RetentionService(
                context.tempo(),
                store.database(),
                context.config(),
                jobs.index(),
                users,
                context.time()));
    caches.register(retention);
    this.reasons = context.register(new FailureReasons(context.tempo(), store.database()));
    this.setups =
        caches.register(context.register(new SetupBook(context.tempo(), store.database())));
    this.usual = caches.register(context.register(new UsualDurations(context.tempo())));
    this.access =
        new RunAccess(store.runs(), jobs.index(), caches.register(new RunShares(annotations)));
    this.system = new SystemRoutes(context.tempo(), context.config().directory(), context.time());
  }

  private SessionSettings sessionRules() {
    SettingsService settings = context.config();
    return new SessionSettings(
        Optional.of(settings.get(Settings.JWT_SECRET)).filter(secret -> !secret.isEmpty()),
        settings.configDirectory().resolve("jwt.key"),
        Duration.ofHours(settings.get(Settings.SESSION_HOURS)));
  }

  /** Who watches over requests. */
  HttpServer.SecurityComponents watch() {
    return new HttpServer.SecurityComponents(
        new CredentialAuthenticator(auth, keys), limiter, tickets, audit, sockets, context.time());
  }

  SetupService setup() {
    return setup;
  }

  /** Health and version. */
  SystemRoutes system() {
    return system;
  }

  /** The texts of the pages. */
  MessageCatalogs catalogs() {
    return catalogs;
  }

  RetentionService retention() {
    return retention;
  }

  /** Registers all routes of all areas. */
  void register(Routes routes) {
    Stream.of(accounts(), jobs(), runs(), upkeep())
        .flatMap(List::stream)
        .forEach(feature -> feature.register(routes));
  }

  /** Who may come in, and who did what. */
  private List<Feature> accounts() {
    UserRemovalListener departure = new UserRemovalListener(sockets, jobs.index()::disown);
    ListStore lists = new ListStore(store.database());
    UserStores stored = new UserStores(users, new AccountStore(store.database()), names);
    UserService accounts =
        new UserService(stored, passwords, context.time(), departure, catalogs::languages);
    return List.of(
        new AuthRoutes(auth, setup, lists, limiter, tickets, sockets),
        new TicketRoutes(tickets, context.settings().address().base()),
        new UserRoutes(accounts),
        new MeRoutes(auth, accounts, new FilterService(store.database()), lists, limiter),
        new KeyRoutes(
            keys,
            jobs.index(),
            jobs.dependencies().folders(),
            new GrantReader(keys, jobs.index(), context.time())),
        new UrlTriggerRoutes(context.tempo(), jobs.index(), keys, limiter),
        new AuditRoutes(audit, new OperationNames(), context.tempo()));
  }

  /** What is to run, and when. */
  private List<Feature> jobs() {
    TimeSource time = context.time();
    DocStore docs = new DocStore(store.database());
    return List.of(
        new ScheduleRoutes(time),
        new JobRoutes(jobs),
        new OwnerRoutes(jobs, users),
        new FolderRoutes(jobs, time),
        new TrashRoutes(jobs),
        new DeletionRoutes(
            jobs, new DeletionRoutes.Sources(store.runs(), access, versions, keys), time),
        new VersionRoutes(jobs, versions),
        new TriggerRoutes(context.tempo(), jobs, time),
        new ScriptCheckRoutes(jobs, scanner),
        context.register(new EnvironmentRoutes(context.tempo(), jobs, environments, time)),
        new PythonRoutes(context.tempo().python(), environments, python),
        new FavoriteRoutes(jobs, personal, time),
        new DraftRoutes(jobs, personal, time),
        new PresetRoutes(jobs, store.database(), time),
        new DocRoutes(jobs, docs, time),
        new TemplateRoutes(jobs.dependencies().beginnings().templates()),
        new TransferRoutes(jobs, versions, docs, store, time));
  }

  private JobService jobService(ScriptTree scripts) {
    JobDependencies surroundings =
        new JobDependencies(
            names,
            context.caches().register(new FolderTree(store.database())),
            new JobDependencies.Scripts(versions, scanner, scripts, trash(scripts), environments),
            new JobDependencies.NewJobDefaults(
                new TemplateCatalog(), new JobDefaults(context.config()), python::ofNewJobs),
            personal);
    return new JobService(context.tempo(), store.database(), surroundings, context.time());
  }

  private Trash trash(ScriptTree scripts) {
    Trash trash =
        context.register(
            new Trash(
                store.directory().orElseThrow().resolve("trash"),
                scripts,
                context.time(),
                () -> context.config().get(Settings.TRASH_DAYS)));
    context.onStarted(trash::begin);
    return trash;
  }

  /** What runs and has run. */
  private List<Feature> runs() {
    Tempo tempo = context.tempo();
    JobIndex directory = jobs.index();
    RunJson json = runJson();
    RunFilterReader search = new RunFilterReader(directory, users);
    RunRouteSupport parts = new RunRouteSupport(tempo, access, json, search, jobs.views());
    context.register(parts.forgetDeleted());
    RunWaiter watch = context.register(new RunWaiter(tempo));
    EventHub hub = events(json);
    PausedQueues pauses =
        new PausedQueues(store.database(), store.queues(), directory, context.time());
    hub.standing(pauses::told);
    RunStarter starter = new RunStarter(tempo, jobs, access);
    return List.of(
        new RunControlRoutes(tempo, jobs, access, json, starter),
        new RunRoutes(tempo, parts, directory),
        new ContextRoutes(parts),
        new RequirementRoutes(parts, jobs, store.database()),
        new CompareRoutes(parts, directory, versions, setups),
        new RunBulkRoutes(parts, starter, limiter),
        new JobBulkRoutes(jobs, personal, starter, limiter, context.time()),
        new AnnotationRoutes(parts, users, names),
        new ExportRoutes(parts),
        new RunScriptRoutes(store.runs(), access, versions),
        new LogRoutes(store.logs(), access),
        new LogUsageRoutes(parts, retention),
        new SearchRoutes(store, access, search, context.time()),
        new HistogramRoutes(store, access, search, directory, context.time()),
        new MetricRoutes(tempo, directory, access, context.time()),
        new StatsRoutes(tempo, directory, access, context.time()),
        new PrometheusRoutes(
            tempo,
            directory,
            access,
            context.register(new RunCounters(tempo)),
            jobs.views().late()),
        new DashboardRoutes(tempo, jobs, access, json, context.time()),
        new QueueRoutes(
            tempo,
            directory,
            access,
            new QueueLimits(tempo, context.config()),
            pauses,
            hub::tellPaused),
        new BadgeRoutes(
            directory, jobs.views(), store.database(), context.settings().address().base()),
        liveLog(watch),
        new LiveTail(tempo, jobs, access, watch),
        new EventRoutes(tempo, hub, access, context.time()));
  }

  private Feature liveLog(RunWaiter watch) {
    Tempo tempo = context.tempo();
    LatestSamples samples = context.register(new LatestSamples(tempo));
    return new LiveLogRoutes(tempo, access, watch, samples, context.time());
  }

  private EventHub events(RunJson json) {
    EventHub hub =
        context.register(new EventHub(context.tempo(), jobs.index(), access, json, context.time()));
    context.caches().register(hub);
    context.register(new EnvironmentEvents(context.tempo(), hub::publish));
    late.onChange(hub::tellLate);
    return hub;
  }

  /** How the server itself does, and what it is told. */
  private List<Feature> upkeep() {
    SettingsService settings = context.config();
    Mailer mailer = new Mailer();
    Feature notifications = notifications(mailer);
    context.onStarted(retention::begin);
    BackupService backups =
        context.register(
            new BackupService(
                settings, store, context.tempo()::withRetentionPaused, context.time()));
    BackupSchedule schedule = context.register(new BackupSchedule(backups, context.time()));
    context.onStarted(schedule::begin);
    return List.of(
        new BackupRoutes(backups, schedule),
        new SystemLogRoutes(settings.directory().resolve("logs")),
        system,
        new HostRoutes(context.tempo()),
        new OpenApiRoutes(context.settings().address().base()),
        new SettingsRoutes(settings),
        new MailRoutes(settings, users, mailer),
        notifications,
        new RetentionRoutes(retention, jobs.index(), users),
        new BrandingRoutes(settings, context.settings().address().base()),
        new LanguageRoutes(catalogs, () -> settings.get(Settings.DEFAULT_LANGUAGE)),
        new TimezoneRoutes(context.time()));
  }

  private RunJson runJson() {
    return new RunJson(
        new RunJson.Sources(store.runs(), names, versions, annotations, limits(), reasons, usual));
  }

  private DefaultLimits limits() {
    return new DefaultLimits(context.tempo(), new JobDefaults(context.config()));
  }

  private Feature notifications(Mailer mailer) {
    NotificationSender deliverer =
        context.register(
            new NotificationSender(
                store.database(), context.config(), mailer, this::ownersAddress, context.time()));
    RunJson json = runJson();
    Notifier.Sources sources =
        new Notifier.Sources(
            context.config(),
            jobs.index(),
            users,
            json,
            limits(),
            context.settings().address().base());
    Notifier notifier =
        context.register(new Notifier(context.tempo(), sources, deliverer, context.time()));
    late.onChange(new LateNotifier(sources, deliverer, context.time())::tell);
    context.onStarted(notifier::catchUp);
    context.onStarted(late::begin);
    context.onStarted(deliverer::begin);
    return new NotificationRoutes(deliverer, sources, access);
  }

  /** The address of whose job a run is of. */
  private Optional<String> ownersAddress(UUID runId) {
    return store
        .runs()
        .find(runId)
        .flatMap(run -> jobs.index().find(run.jobId()))
        .flatMap(job -> job.details().ownership().ownerId())
        .flatMap(users::find)
        .map(User::account)
        .filter(User.Account::active)
        .flatMap(User.Account::email);
  }
}
