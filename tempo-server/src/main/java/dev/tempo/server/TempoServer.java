package dev.tempo.server;

import dev.tempo.Tempo;
import dev.tempo.server.http.HttpServer;
import dev.tempo.server.http.Origins;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.pages.Pages;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.time.TimeSource;
import java.util.Objects;
import java.util.Optional;

/**
 * REST, WebSockets and pages for an engine, in this process. Thread-safe.
 *
 * <p>The engine and its store are not the server's: whoever made them closes them, after the
 * server.
 */
public final class TempoServer implements AutoCloseable {
  private final ServerContext context;
  private final HttpServer http;
  private final Optional<String> setupToken;

  private TempoServer(ServerContext context, HttpServer http, Optional<String> setupToken) {
    this.context = context;
    this.http = http;
    this.setupToken = setupToken;
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
    context.close();
  }

  private static TempoServer start(ServerContext context) {
    try {
      Features features = new Features(context);
      Pages pages = new Pages();
      Routes routes = new Routes();
      pages.register(routes);
      features.register(routes);
      routes.requireComplete();
      ServerSettings settings = context.settings();
      HttpServer.Settings listener =
          new HttpServer.Settings(
              settings.host(),
              settings.port(),
              settings.proxies(),
              settings.guarding().origins(),
              pages.importMapHash());
      HttpServer http = context.part(HttpServer.start(listener, features.watch(), routes));
      return new TempoServer(context, http, features.setup().token());
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** Says what a server is told. Each call checks its value at once. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_KEY = 200;

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

    /**
     * Sets the sites whose pages may call the API with a token or key, as origins such as {@code
     * https://tempo.example.com} divided by commas, or {@code *} for all; otherwise none but the
     * server's own. A server bound to loopback also answers to the names of these sites.
     *
     * @throws IllegalArgumentException if one is no origin
     */
    public Builder allowedOrigins(String origins) {
      settings = settings.guarding(settings.guarding().origins(Origins.parse(origins)));
      return this;
    }

    /**
     * Sets an API key that may trigger all jobs that allow it, in the name of the first
     * administrator; otherwise there is none. A key that was set before and is not any more ends.
     *
     * @throws IllegalArgumentException if it is blank or longer than 200 characters
     */
    public Builder defaultApiKey(String key) {
      if (key.isBlank() || key.length() > MAX_KEY) {
        throw new IllegalArgumentException(
            "The default API key must have 1 to " + MAX_KEY + " characters");
      }
      settings = settings.guarding(settings.guarding().defaultKey(key.strip()));
      return this;
    }

    /** Counts requests and refuses too many, or does not; otherwise it does. */
    public Builder rateLimits(boolean enabled) {
      return rateLimits(enabled ? RateLimits.DEFAULT : RateLimits.NONE);
    }

    /** Sets how many requests a minute are answered; otherwise {@link RateLimits#DEFAULT}. */
    public Builder rateLimits(RateLimits limits) {
      settings = settings.guarding(settings.guarding().rateLimits(limits));
      return this;
    }

    /** Sets the clocks; otherwise the machine's. */
    public Builder time(TimeSource clocks) {
      settings = settings.time(Objects.requireNonNull(clocks, "clocks"));
      return this;
    }

    /** Sets the cost of bcrypt; for tests, which cannot wait. */
    Builder passwordCost(int cost) {
      settings = settings.guarding(settings.guarding().passwordCost(cost));
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
      return TempoServer.start(new ServerContext(settings, tempo, store));
    }
  }
}
