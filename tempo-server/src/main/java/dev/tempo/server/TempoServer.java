package dev.tempo.server;

import dev.tempo.Tempo;
import dev.tempo.server.ServerSettings.Guarding;
import dev.tempo.server.auth.AuthRoutes;
import dev.tempo.server.auth.AuthService;
import dev.tempo.server.auth.Passwords;
import dev.tempo.server.auth.SetupService;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Hosts;
import dev.tempo.server.http.HttpServer;
import dev.tempo.server.http.RateLimiter;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.jobs.JobRoutes;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.live.LiveLog;
import dev.tempo.server.live.RunWatch;
import dev.tempo.server.pages.Pages;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunRoutes;
import dev.tempo.server.schedules.ScheduleRoutes;
import dev.tempo.server.settings.TimezoneRoutes;
import dev.tempo.server.system.SystemRoutes;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * REST, WebSockets and pages for an engine, in this process. Thread-safe.
 *
 * <p>The engine and its store are not the server's: whoever made them closes them, after the
 * server.
 */
public final class TempoServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TempoServer.class);

  private final ServerSettings settings;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private HttpServer http;
  private Optional<String> setupToken = Optional.empty();

  private TempoServer(ServerSettings settings) {
    this.settings = settings;
  }

  /** Starts to say what a server is told. */
  public static Builder builder() {
    return new Builder();
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** What whoever makes the first account must know; empty once there is one. */
  public Optional<String> setupToken() {
    return setupToken;
  }

  /** Closes the WebSockets, telling that the server restarts, and stops listening. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  private TempoServer start(Tempo tempo, SqliteStore store) {
    try {
      TimeSource time = settings.time();
      RateLimiter limiter = new RateLimiter(time, settings.guarding().rateLimits());
      Passwords passwords = part(new Passwords(settings.guarding().passwordCost()));
      UserStore users = new UserStore(store.database());
      AuthService auth =
          new AuthService(
              store.database(),
              users,
              passwords,
              store.directory().orElseThrow().resolve("config/jwt.key"),
              time);
      SetupService setup =
          new SetupService(users, auth, passwords, time, Hosts.isLoopback(settings.host()));
      Pages pages = new Pages();
      Routes routes = new Routes();
      List.of(pages, new AuthRoutes(auth, setup, limiter)).forEach(f -> f.register(routes));
      features(tempo, store, new UserNames(users)).forEach(f -> f.register(routes));
      routes.requireComplete();
      HttpServer.Settings listener =
          new HttpServer.Settings(
              settings.host(), settings.port(), settings.proxies(), pages.importMapHash());
      http = part(HttpServer.start(listener, auth, limiter, routes));
      setupToken = setup.token();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private List<Feature> features(Tempo tempo, SqliteStore store, UserNames names) {
    TimeSource time = settings.time();
    JobService jobs = part(new JobService(tempo, store.database(), names, time));
    RunAccess access = new RunAccess(store.runs(), jobs.directory());
    RunWatch watch = part(new RunWatch(tempo));
    return List.of(
        new SystemRoutes(tempo, time),
        new TimezoneRoutes(time),
        new ScheduleRoutes(time),
        new JobRoutes(jobs),
        new RunRoutes(tempo, jobs, access, new RunJson(store.runs(), names)),
        new LogRoutes(store.logs(), access),
        new LiveLog(tempo, access, watch, time));
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.error("A part of the server could not be closed: {}", part, e);
    }
  }

  /** Says what a server is told. Each call checks its value at once. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_PORT = 65_535;

    private ServerSettings settings = ServerSettings.DEFAULT;

    private Builder() {}

    /** Sets the address to bind; otherwise 127.0.0.1. */
    public Builder host(String address) {
      if (address.isBlank()) {
        throw new IllegalArgumentException("The host must not be blank");
      }
      settings = settings.at(address, settings.port());
      return this;
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
      settings = settings.at(settings.host(), number);
      return this;
    }

    /**
     * Sets the proxies whose word about clients counts, as addresses and networks divided by
     * commas; otherwise none.
     *
     * @throws IllegalArgumentException if one is neither
     */
    public Builder trustedProxies(String networks) {
      settings = settings.proxies(TrustedProxies.parse(networks));
      return this;
    }

    /** Counts requests and refuses too many, or does not; otherwise it does. */
    public Builder rateLimits(boolean enabled) {
      settings = settings.guarding(new Guarding(enabled, settings.guarding().passwordCost()));
      return this;
    }

    /** Sets the clocks; otherwise the machine's. */
    public Builder time(TimeSource clocks) {
      settings = settings.time(Objects.requireNonNull(clocks, "clocks"));
      return this;
    }

    /** Sets the cost of bcrypt; for tests, which cannot wait. */
    Builder passwordCost(int cost) {
      settings = settings.guarding(new Guarding(settings.guarding().rateLimits(), cost));
      return this;
    }

    /**
     * Starts a server.
     *
     * @param tempo a started engine on the store
     * @param store where the server keeps its own things besides
     * @throws dev.tempo.server.http.PortTakenException if another program listens on the port
     * @throws dev.tempo.store.StoreException if the store does not work
     */
    public TempoServer start(Tempo tempo, SqliteStore store) {
      return new TempoServer(settings).start(tempo, store);
    }
  }
}
