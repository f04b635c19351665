package dev.tempo.server.wiring;

import dev.tempo.server.accounts.CredentialAuthenticator;
import dev.tempo.server.health.SystemRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.server.HttpServer;
import dev.tempo.server.i18n.MessageCatalogs;
import dev.tempo.server.message.Languages;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.server.security.authentication.SetupService;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.users.UserStore;
import java.util.ArrayList;
import java.util.List;

/**
 * All areas of a server, in their order: first the services that they share, then, with the routes,
 * what each does by itself. The order says which cache needs which, who is told first of an event,
 * what begins first once the server answers, and what is closed last. For one thread.
 */
public final class ServerModules {
  private final ServerContext context;
  private final MessageCatalogs catalogs;
  private final ServerServices services;
  private final SystemRoutes system;

  /** Makes what the areas share, and brings its tables up to date. */
  public ServerModules(ServerContext context) {
    this.context = context;
    context.caches().register(context.config());
    this.catalogs = new MessageCatalogs(context.config().configDirectory().resolve("translations"));
    this.services = ServerServices.of(context);
    this.system =
        new SystemRoutes(
            context.tempo(),
            context.config().directory(),
            context.time(),
            context.config()::problemsByName,
            catalogs::problems);
  }

  /** Makes all areas, one after the other, and then registers their routes. */
  public void register(Routes routes) {
    List<Feature> features = new ArrayList<>();
    beforeRuns().forEach(module -> features.addAll(module.features()));
    RunTools tools = RunTools.of(context, services);
    LiveServices live = LiveServices.of(context, services, tools);
    BackupServices backups = BackupServices.of(context, live.hub());
    system.warn(backups.service()::problem);
    ofRuns(tools, live, backups).forEach(module -> features.addAll(module.features()));
    context.changes().watchTables();
    features.forEach(feature -> feature.register(routes));
  }

  /** The areas that come before runs. */
  private List<ServerModule> beforeRuns() {
    return List.of(
        new AccountsModule(context, services, catalogs),
        new CredentialsModule(context, services),
        new ProjectsModule(context, services.people().projects()),
        new JobsModule(context, services),
        new ScriptsModule(context, services),
        new MarksModule(context, services),
        new GroupsModule(context, services),
        new TransferModule(context, services, catalogs));
  }

  /** Runs, and the areas that come after them. */
  private List<ServerModule> ofRuns(RunTools tools, LiveServices live, BackupServices backups) {
    return List.of(
        new RunsModule(context, services, tools, languages()),
        new InterfacesModule(context, services, system, languages()),
        new BulkModule(context, services, tools),
        new LogsModule(context, services, tools),
        new MetricsModule(context, services, tools),
        new QueuesModule(context, services, live.hub()),
        new StreamingModule(context, services, live),
        new NotificationsModule(context, services, tools, languages(), backups),
        new UpkeepModule(context, services, backups),
        new SystemModule(context, system, catalogs));
  }

  /** Who watches over requests. */
  public HttpServer.SecurityComponents watch() {
    CredentialServices credentials = services.people().credentials();
    TrafficServices traffic = services.traffic();
    return new HttpServer.SecurityComponents(
        new CredentialAuthenticator(credentials.auth(), credentials.keys()),
        traffic.limiter(),
        traffic.tickets(),
        credentials.audit(),
        traffic.sockets(),
        context.time());
  }

  /** The first account. */
  public SetupService setup() {
    return services.people().credentials().setup();
  }

  /** Health and version. */
  public SystemRoutes system() {
    return system;
  }

  /** The texts of the pages. */
  public MessageCatalogs catalogs() {
    return catalogs;
  }

  /** The languages that requests are answered in. */
  public Languages languages() {
    return new Languages(
        catalogs,
        () -> context.config().get(Settings.DEFAULT_LANGUAGE),
        id ->
            new UserStore(context.store().database())
                .find(id)
                .flatMap(user -> user.preferences().language()));
  }

  /** What deletes what need not be kept. */
  public RetentionService retention() {
    return services.jobs().retention();
  }
}
