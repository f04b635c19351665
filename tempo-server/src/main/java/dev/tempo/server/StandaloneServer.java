package dev.tempo.server;

import dev.tempo.JobPolicy;
import dev.tempo.NodeOptions;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.OsAccount;
import dev.tempo.server.backup.Restore;
import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.environments.PythonConfig;
import dev.tempo.server.http.HostNames;
import dev.tempo.server.security.authentication.PasswordHasher;
import dev.tempo.server.security.authentication.PasswordResetStore;
import dev.tempo.server.serverlog.LogFileHandler;
import dev.tempo.server.settings.NodeLabel;
import dev.tempo.server.settings.QueueLimit;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.wiring.EarlyRuns;
import dev.tempo.store.Damage;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.move.StoreMove;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server with an engine and a store of its own, on a data directory. */
final class StandaloneServer implements ServerLauncher.Running {
  private static final Logger LOG = LoggerFactory.getLogger(StandaloneServer.class);

  private final Deque<AutoCloseable> parts;
  private final TempoServer server;
  private final JdbcStore store;

  private StandaloneServer(Deque<AutoCloseable> parts, TempoServer server, JdbcStore store) {
    this.parts = parts;
    this.server = server;
    this.store = store;
  }

  /** Opens the store, starts the engine, then the server; what fails undoes what came before. */
  static StandaloneServer launch(ServerLauncher.Options options) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      StoreProvider stores = StandaloneStores.ofStart(options.sources());
      parts.push(stores.reserve(options.dataDirectory()));
      ClosedData closed = ClosedData.begin(options.dataDirectory(), options.databaseFile());
      Restore restore = new Restore(stores, options.dataDirectory());
      if (stores.makesCopies() && restore.staged().isPresent()) {
        stores.whileLocked(
            options.dataDirectory(), () -> restore.applyIfStaged(options.databaseFile()));
      }
      JdbcStore store = Installation.ofStart(stores, options).open(restore.isFirstStart());
      parts.push(store);
      SettingsService settings =
          new SettingsService(options.sources(), store.database(), options.dataDirectory());
      parts.push(LogFileHandler.start(settings)::close);
      Optional<OsAccount> account = ScriptAccount.of(settings);
      closed.finish(account);
      if (restore.isFirstStart()) {
        account.ifPresent(restore::giveTo);
      }
      TempoServer.Builder builder = TempoServer.builder().settings(settings).check();
      Tempo tempo = engine(store, settings, account, node(settings));
      parts.push(tempo);
      parts.push(() -> endBeforeRestore(restore, tempo));
      EarlyRuns.prepare(tempo, store, settings);
      TempoServer server = serve(builder, tempo, store, restore);
      parts.push(server);
      server.setupToken().ifPresent(token -> tell(server, token));
      return new StandaloneServer(parts, server, store);
    } catch (RuntimeException | Error e) {
      close(parts);
      throw e;
    }
  }

  private static TempoServer serve(
      TempoServer.Builder builder, Tempo tempo, JdbcStore store, Restore restore) {
    EarlyEnd early = EarlyEnd.of(tempo);
    try {
      start(tempo, restore);
      return builder.start(tempo, store);
    } finally {
      early.close();
    }
  }

  /** Brings all tables of a data directory up to date. */
  static void migrate(ServerLauncher.Options options) {
    try (JdbcStore store = installation(options).open(false)) {
      makeTables(options, store);
    }
  }

  /** Brings the server's own tables in a store up to date. */
  static void makeTables(ServerLauncher.Options options, JdbcStore store) {
    SettingsService settings =
        new SettingsService(options.sources(), store.database(), options.dataDirectory());
    try (Tempo tempo = engine(store, settings, Optional.empty(), Optional.empty())) {
      TempoServer.builder().settings(settings).migrate(tempo, store);
    }
  }

  private static Installation installation(ServerLauncher.Options options) {
    return Installation.of(StandaloneStores.of(options.sources()), options);
  }

  /** Starts servers for the command line. */
  static final class StandaloneLauncher implements ServerLauncher {
    @Override
    public Running launch(Options options) {
      return StandaloneServer.launch(options);
    }

    @Override
    public StoreProvider stores(Options options) {
      return StandaloneStores.of(options.sources());
    }

    @Override
    public void migrate(Options options) {
      StandaloneServer.migrate(options);
    }

    @Override
    public StoreMove.Report move(
        Options options, Move move, Consumer<StoreMove.Progress> listener) {
      return StandaloneMove.of(options, move).run(listener);
    }

    @Override
    public List<Damage> examine(Options options, boolean replace) {
      try (JdbcStore store = installation(options).open(false)) {
        return replace ? store.replaceDamaged() : store.readAllJobs();
      }
    }

    @Override
    public <T> T withStore(Options options, Function<Store, T> work) {
      try (JdbcStore store = installation(options).open(false)) {
        return work.apply(store);
      }
    }

    @Override
    public <T> T withNodes(Options options, Function<ClusterStore, T> work) {
      StoreProvider stores = StandaloneStores.ofNodes(options.sources());
      try (JdbcStore store = stores.open(options.dataDirectory(), Optional.empty())) {
        return work.apply(((ClusteredStore) store).cluster());
      }
    }

    @Override
    public void accept(Options options) {
      installation(options).open(true).close();
    }

    @Override
    public boolean hasLostSecretKey(Options options) {
      return installation(options).hasLostSecretKey();
    }

    @Override
    public PasswordResetStore.Outcome resetPassword(
        Options options, String username, String password) {
      try (JdbcStore store = installation(options).open(false);
          PasswordHasher passwords = new PasswordHasher(PasswordHasher.DEFAULT_COST)) {
        return new PasswordResetStore(store.database()).reset(username, passwords.hash(password));
      }
    }
  }

  @Override
  public String host() {
    return server.host();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public String basePath() {
    return server.basePath();
  }

  @Override
  public void onFailure(Consumer<RuntimeException> listener) {
    store.onLost(
        lost -> {
          LOG.error("The server stops: {}", lost.getMessage());
          listener.accept(lost);
        });
  }

  @Override
  public void close() {
    close(parts);
  }

  /** Scripts go on when the server stops, and are adopted when it starts again. */
  private static Tempo engine(
      JdbcStore store,
      SettingsService settings,
      Optional<OsAccount> account,
      Optional<NodeOptions> node) {
    TempoBuilder builder = Tempo.builder();
    account.ifPresent(builder::runAs);
    account
        .filter(all -> all.problem().isEmpty())
        .ifPresent(
            all -> ScriptAccount.range(settings).ifPresent(users -> builder.runAs(all, users)));
    node.ifPresent(builder::node);
    settings.get(Settings.QUEUE_LIMITS).stream()
        .map(QueueLimit::parse)
        .forEach(queue -> builder.queue(queue.name(), queue.limit()));
    return builder
        .environment(LauncherEnvironment.found(System.getenv()))
        .store(store)
        .diskReserve((long) settings.get(Settings.DISK_RESERVE) << 20)
        .queue(JobPolicy.DEFAULT_QUEUE, settings.get(Settings.MAX_CONCURRENT_RUNS))
        .inheritedVariables(
            EnvironmentWhitelist.parse(String.join(",", settings.get(Settings.ENV_WHITELIST))))
        .python(python(settings).options())
        .secretCipher(settings.secrets())
        .shutdown(ShutdownPolicy.DEFAULT.withScriptPolicy(scripts(settings)))
        .build();
  }

  private static Optional<NodeOptions> node(SettingsService settings) {
    String name = settings.get(Settings.NODE_NAME);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    NodeOptions node =
        new NodeOptions(
            Optional.of(name),
            NodeLabel.all(settings.get(Settings.NODE_LABELS)),
            Optional.of(settings.get(Settings.NODE_ADDRESS)).filter(text -> !text.isEmpty()),
            0);
    return Optional.of(node);
  }

  private static PythonConfig python(SettingsService settings) {
    return new PythonConfig(
        settings.get(Settings.PIP_INDEX_URL),
        settings.get(Settings.PIP_EXTRA_INDEX_URL),
        settings.get(Settings.PIP_FIND_LINKS),
        settings.get(Settings.PIP_OFFLINE),
        settings.get(Settings.CONDA_AUTO_DETECT));
  }

  /** Another engine that has the store, or the id of this node, stands against it. */
  private static void start(Tempo tempo, Restore restore) {
    try {
      if (restore.isFirstStart()) {
        tempo.startAfterRestore();
        restore.started();
      } else {
        tempo.start();
      }
    } catch (IllegalStateException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  /** What runs would be unknown to the data that is restored next: it is ended, not left. */
  private static void endBeforeRestore(Restore restore, Tempo tempo) {
    if (restore.staged().isPresent()) {
      tempo.pause();
      tempo.store().runs().running().forEach(run -> tempo.cancel(run.id(), "a restore"));
    }
  }

  private static ShutdownPolicy.ScriptPolicy scripts(SettingsService settings) {
    // As the first process of a container, its end is the end of all scripts anyway.
    boolean end =
        settings.get(Settings.SCRIPTS_ON_STOP).equals("end") || ProcessHandle.current().pid() == 1;
    return end ? ShutdownPolicy.ScriptPolicy.END : ShutdownPolicy.ScriptPolicy.LEAVE;
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("Could not be closed: {}", part, e);
      }
    }
  }

  /** The token stands in the fragment, which browsers keep to themselves. */
  private static void tell(TempoServer server, String setupToken) {
    String host =
        HostNames.address(server.host()).map(InetAddress::isAnyLocalAddress).orElse(false)
            ? "localhost"
            : HostNames.authority(server.host());
    LOG.info(
        "No account exists yet. Make the first one at http://{}:{}{}/#setup={} (from elsewhere by"
            + " another name of this machine; the set-up token is what stands after the =)",
        host,
        server.port(),
        server.basePath(),
        setupToken);
  }
}
