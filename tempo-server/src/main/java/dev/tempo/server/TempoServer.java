package dev.tempo.server;

import dev.tempo.RetentionReport;
import dev.tempo.Tempo;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.filter.AllowedOrigins;
import dev.tempo.server.http.server.HttpServer;
import dev.tempo.server.security.authentication.PasswordHasher;
import dev.tempo.server.security.authentication.SessionSettings;
import dev.tempo.server.settings.BrandingRoutes;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.transport.BasePath;
import dev.tempo.server.transport.Limits;
import dev.tempo.server.ui.UiRoutes;
import dev.tempo.server.wiring.ServerContext;
import dev.tempo.server.wiring.ServerModules;
import dev.tempo.server.wiring.ServerSettings;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * REST, WebSockets and pages for an engine, in this process. Thread-safe.
 *
 * <p>The engine and its store are not the server's: whoever made them closes them, after the
 * server.
 */
public final class TempoServer implements AutoCloseable {
  private static final Duration LISTENER_PATIENCE = Duration.ofSeconds(5);

  private final ServerContext context;
  private final HttpServer http;
  private final ServerModules modules;

  private TempoServer(ServerContext context, HttpServer http, ServerModules modules) {
    this.context = context;
    this.http = http;
    this.modules = modules;
  }

  /** Starts to say what a server is told. */
  public static Builder builder() {
    return new Builder();
  }

  /** The address that it is bound to. */
  public String host() {
    return context.settings().address().host();
  }

  /** The path below which a proxy shows it, as {@code /tempo}; empty for the root. */
  public String basePath() {
    return context.settings().address().base().text();
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** What whoever makes the first account must know; empty once there is one. */
  public Optional<String> setupToken() {
    return modules.setup().token();
  }

  /**
   * Deletes now what need not be kept, as is done each day.
   *
   * @throws dev.tempo.store.StoreException if the store fails
   */
  public RetentionReport cleanUp() {
    return modules.retention().cleanUp();
  }

  /** All that this process keeps in memory of what the database holds. */
  Caches caches() {
    return context.caches();
  }

  /** How many WebSockets are open. */
  public int openSockets() {
    return http.openSockets();
  }

  /** Closes the WebSockets, telling that the server restarts, and stops listening. */
  @Override
  public void close() {
    context.close();
  }

  private static TempoServer start(ServerContext context) {
    try {
      ServerModules modules = new ServerModules(context);
      ServerSettings settings = context.settings();
      BasePath base = settings.address().base();
      UiRoutes pages =
          new UiRoutes(
              base,
              new BrandingRoutes(context.config(), base)::current,
              () -> modules.setup().token().isPresent(),
              modules.catalogs(),
              () -> context.config().get(Settings.DIAGRAMS));
      Routes routes = new Routes();
      pages.register(routes);
      modules.register(routes);
      routes.requireComplete();
      HttpServer.Settings listener =
          new HttpServer.Settings(
              settings.address(),
              settings.proxies(),
              settings.guarding().origins(),
              pages.scriptHashes(),
              Limits.ofThisProcess(),
              modules.languages());
      HttpServer http = context.register(HttpServer.start(listener, modules.watch(), routes));
      context.config().listensOn(http.port());
      modules.system().watch(() -> http.problem(LISTENER_PATIENCE));
      context.start();
      return new TempoServer(context, http, modules);
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  /**
   * Says what a server is told; what it is not told, its saved settings and then the defaults say.
   * Each call checks its value at once. Not thread-safe.
   */
  public static final class Builder {
    private static final int MAX_PORT = 65_535;

    private SettingSources sources = SettingSources.NONE;
    private Optional<SettingsService> service = Optional.empty();
    private int passwordCost = PasswordHasher.DEFAULT_COST;
    private RateLimits rates = RateLimits.DEFAULT;
    private TimeSource time = TimeSource.system();

    private Builder() {}

    /** Sets the address to bind; otherwise 127.0.0.1. */
    public Builder host(String address) {
      if (address.isBlank()) {
        throw new IllegalArgumentException("The host must not be blank");
      }
      return fix(Settings.HOST, address);
    }

    /**
     * Sets the port to bind, 0 for any that is free; otherwise 8080.
     *
     * @throws IllegalArgumentException if it is not from 0 to 65535
     */
    public Builder port(int number) {
      if (number < 0 || number > MAX_PORT) {
        throw new IllegalArgumentException("A port is from 0 to 65535, but got " + number);
      }
      return fix(Settings.PORT, Integer.toString(number));
    }

    /**
     * Sets the proxies whose word about clients counts, as addresses and networks divided by
     * commas; otherwise none.
     *
     * @throws IllegalArgumentException if one is neither
     */
    public Builder trustedProxies(String networks) {
      TrustedProxies.parse(networks);
      return fix(Settings.TRUSTED_PROXIES, networks);
    }

    /**
     * Sets the sites whose pages may call the API with a token or key, as origins such as {@code
     * https://tempo.example.com} divided by commas, or {@code *} for all; otherwise none but the
     * server's own. A server bound to loopback also answers to the names of these sites.
     *
     * @throws IllegalArgumentException if one is no origin
     */
    public Builder allowedOrigins(String origins) {
      AllowedOrigins.parse(origins);
      return fix(Settings.ALLOWED_ORIGINS, origins);
    }

    /**
     * Sets an API key that may trigger all jobs that allow it, in the name of the first
     * administrator; otherwise there is none. A key that was set before and is not any more ends.
     *
     * @throws IllegalArgumentException if it has fewer than 16 or more than 200 characters
     */
    public Builder defaultApiKey(String key) {
      Settings.DEFAULT_API_KEY.check(key.strip());
      return fix(Settings.DEFAULT_API_KEY, key.strip());
    }

    /** Counts requests and refuses too many, or does not; otherwise it does. */
    public Builder rateLimits(boolean enabled) {
      return fix(Settings.RATE_LIMIT_ENABLED, Boolean.toString(enabled));
    }

    /** Sets how many requests a minute are answered; otherwise {@link RateLimits#DEFAULT}. */
    public Builder rateLimits(RateLimits limits) {
      rates = limits;
      return rateLimits(limits.enabled());
    }

    /**
     * Fixes any setting, which then cannot be changed in the running server.
     *
     * @param name as in the settings file, for example {@code backupEnabled}
     * @param value as in an environment variable
     * @throws IllegalArgumentException if there is no such setting, or it does not take the value
     */
    public Builder setting(String name, String value) {
      Setting<?> setting =
          Settings.named(name)
              .orElseThrow(() -> new IllegalArgumentException("There is no setting " + name));
      setting.check(value);
      return fix(setting, value);
    }

    /** Sets the clocks; otherwise the machine's. */
    public Builder time(TimeSource time) {
      this.time = Objects.requireNonNull(time, "clocks");
      return this;
    }

    /** Sets the cost of bcrypt; for tests, which cannot wait. */
    Builder passwordCost(int cost) {
      passwordCost = cost;
      return this;
    }

    /** Takes settings that were read already. */
    Builder settings(SettingsService read) {
      service = Optional.of(read);
      return this;
    }

    /**
     * Starts a server.
     *
     * @param tempo a started engine on the store
     * @param store where the server keeps its own things besides
     * @throws dev.tempo.server.http.PortTakenException if another program listens on the port
     * @throws dev.tempo.server.settings.SettingsException if a saved setting clashes
     * @throws dev.tempo.store.StoreException if the store does not work
     */
    public TempoServer start(Tempo tempo, JdbcStore store) {
      return TempoServer.start(context(tempo, store));
    }

    /**
     * Sees, before there is an engine, what would keep a server with these settings from coming up.
     *
     * @throws dev.tempo.server.http.PortTakenException if another program listens on the port
     * @throws dev.tempo.server.settings.SettingsException if a saved setting clashes
     * @throws IllegalStateException if the key that signs sessions is damaged
     */
    Builder check() {
      service.map(this::read).ifPresent(settings -> HttpServer.requireFree(settings.address()));
      service.map(ServerSettings::sessions).ifPresent(SessionSettings::requireKey);
      return this;
    }

    /** Brings all tables up to date, without starting anything. */
    void migrate(Tempo tempo, JdbcStore store) {
      try (ServerContext context = context(tempo, store)) {
        new ServerModules(context).register(new Routes());
      }
    }

    private ServerContext context(Tempo tempo, JdbcStore store) {
      SettingsService config =
          service.orElseGet(
              () ->
                  new SettingsService(sources, store.database(), store.directory().orElseThrow()));
      return new ServerContext(read(config), config, tempo, store);
    }

    private ServerSettings read(SettingsService config) {
      return ServerSettings.of(config, rates.perMinute(), passwordCost, time);
    }

    private Builder fix(Setting<?> setting, String value) {
      sources = sources.flag(setting, value);
      return this;
    }
  }
}
