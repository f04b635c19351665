package dev.tempo.server.interfaces;

import dev.tempo.Nodes;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunSurroundings;
import dev.tempo.Tempo;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Languages;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.server.security.apikeys.KeyService;
import dev.tempo.server.security.authentication.AuthService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.settings.LogoFile;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.tunnel.TunnelLimits;
import dev.tempo.server.tunnel.TunnelSettings;
import dev.tempo.server.users.UserNames;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import dev.tempo.webapp.PortPool;
import dev.tempo.webapp.WebApps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All there is of interfaces, put together. Closing it leaves the scripts to the next process. */
public final class InterfaceFeatures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceFeatures.class);

  private final InterfaceSettings settings;
  private final InterfaceService service;
  private final WebApps apps;
  private final PortPool ports;
  private final Server server;
  private final Feature routes;
  private final RunSurroundings surroundings;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tempo-interfaces").factory());
  private InterfaceGateway gateway;

  /**
   * The server around them.
   *
   * @param host that it listens on
   */
  public record Server(
      String host,
      TrustedProxies proxies,
      SettingsService settings,
      Languages languages,
      TimeSource time) {}

  /** Who has an account, and shows it how. */
  public record People(
      AuthService auth,
      KeyService keys,
      WebSocketSessions sockets,
      UserNames names,
      ProjectService projects) {

    /** Who may act with what is kept of credentials. */
    private Optional<Caller> caller(Holder holder) {
      return holder
          .sessionId()
          .flatMap(auth::caller)
          .or(() -> holder.keyId().flatMap(keys::caller));
    }
  }

  /**
   * Puts them together; nothing is served before {@link #begin}.
   *
   * @param others what else tells scripts of their surroundings
   */
  public InterfaceFeatures(
      Tempo tempo,
      Database database,
      JobService jobs,
      People people,
      Server server,
      RunSurroundings others) {
    this.server = server;
    this.settings = new InterfaceSettings(server.settings(), tempo.nodes().isShared());
    this.ports = settings.ports();
    InterfaceStore store = new InterfaceStore(database);
    LogoFile logo = new LogoFile(server.settings());
    TabPage tab =
        new TabPage(
            new TabPage.Sources(
                server.settings(),
                logo,
                server.languages(),
                id -> jobs.index().find(id).map(JobIndexEntry::name),
                tempo::followLog));
    this.apps =
        WebApps.builder(tempo)
            .ports(ports)
            .notes(store)
            .policy(settings.policy())
            .clock(server.time())
            .preferredPort(job -> preferred(jobs, job.id()))
            .onChange(app -> this.service().changed(app))
            .build();
    this.service =
        new InterfaceService(
            settings,
            new OpenInterface.Parts(new PageTickets(server.time()), store, tab),
            new InterfaceService.Ground(
                () -> apps,
                ports,
                people::caller,
                row -> elsewhere(tempo, row),
                row -> runElsewhere(tempo, row).isPresent(),
                server.time()));
    this.surroundings =
        new InterfaceSurroundings(
            others,
            apps,
            server.settings(),
            logo,
            new InterfaceSurroundings.Pages(ports, id -> page(jobs, id)));
    this.routes =
        new InterfaceRoutes(
            service,
            new InterfaceRoutes.Around(tempo, jobs, people.projects(), people.names()),
            server.time());
    people.sockets().onEnd(service::credentialsEnded);
  }

  /** On which other node that lives the script of a page runs. */
  private Optional<Nodes.NodeInfo> elsewhere(Tempo tempo, InterfaceRow row) {
    return runElsewhere(tempo, row)
        .map(run -> run.request().attributes().context().get(RunAttributes.ON_NODE))
        .flatMap(
            id ->
                tempo.nodes().list().stream()
                    .filter(node -> node.id().toString().equals(id))
                    .filter(node -> node.state().isUp())
                    .findFirst());
  }

  private Optional<Run> runElsewhere(Tempo tempo, InterfaceRow row) {
    return tempo.nodes().isShared()
        ? tempo.findRun(row.runId()).filter(run -> !run.status().isFinal() && !apps.isHere(run))
        : Optional.empty();
  }

  private InterfaceService service() {
    return service;
  }

  private static Optional<OptionalInt> page(JobService jobs, UUID jobId) {
    return jobs.index()
        .find(jobId)
        .filter(InterfaceRoutes::hasPage)
        .map(job -> job.details().behaviour().page().preferredPort());
  }

  private static OptionalInt preferred(JobService jobs, UUID jobId) {
    return jobs.index()
        .find(jobId)
        .map(job -> job.details().behaviour().page().preferredPort())
        .orElseGet(OptionalInt::empty);
  }

  /** Begins to serve, and takes up what an earlier process left. */
  public void begin() {
    TunnelSettings tunnel =
        new TunnelSettings(
            address(server.host()),
            settings.hosts(),
            server.proxies()::isTrusted,
            server.languages(),
            TunnelLimits.DEFAULT);
    try {
      gateway = InterfaceGateway.start(ports, tunnel, server.time());
    } catch (IOException e) {
      LOG.error("Pages of scripts cannot be served: port {} is taken", ports.to(), e);
    }
    service.begin(Optional.ofNullable(gateway));
    ticks.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "The server listens on it, but it has no address: " + host, e);
    }
  }

  private void tick() {
    try {
      service.tick();
    } catch (RuntimeException e) { // or it would never tick again
      LOG.warn("Interfaces could not be looked at", e);
    }
  }

  /** The routes. */
  public List<Feature> routes() {
    return List.of(routes);
  }

  /** What scripts are told, of interfaces and of all else. */
  public RunSurroundings surroundings() {
    return surroundings;
  }

  /** How many ports are in use. */
  public int portsInUse() {
    return ports.taken().size();
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    apps.close();
    if (gateway != null) {
      gateway.close();
    }
  }
}
