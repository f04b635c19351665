package dev.tempo.server.wiring;

import dev.tempo.message.Message;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.filter.AllowedOrigins;
import dev.tempo.server.http.filter.RateLimiter.Limit;
import dev.tempo.server.http.server.HttpServer;
import dev.tempo.server.security.authentication.SessionSettings;
import dev.tempo.server.settings.MachineChecks;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsException;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.transport.BasePath;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What of its settings a server needs to come up. Immutable.
 *
 * @param address where it listens, and below which path it lies
 * @param proxies whose word about clients counts
 * @param guarding how it keeps attackers out
 * @param time its clocks
 */
public record ServerSettings(
    HttpServer.Address address,
    TrustedProxies proxies,
    SecuritySettings guarding,
    TimeSource time) {

  /** Checks that nothing is missing. */
  public ServerSettings {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(proxies, "proxies");
    Objects.requireNonNull(guarding, "guarding");
    Objects.requireNonNull(time, "time");
  }

  /**
   * How it keeps attackers out.
   *
   * @param requestsPerMinute how many requests it answers, for each limit; empty for all
   * @param passwordCost of bcrypt
   * @param origins whose pages may call
   * @param defaultKey an API key that may trigger all jobs; empty for none
   */
  public record SecuritySettings(
      Map<Limit, Integer> requestsPerMinute,
      int passwordCost,
      AllowedOrigins origins,
      Optional<String> defaultKey) {}

  /** Of a server's sessions: who signs them, and how long they last. */
  public static SessionSettings sessions(SettingsService settings) {
    return SessionSettings.of(
        settings.get(Settings.JWT_SECRET),
        settings.directory(),
        Duration.ofHours(settings.get(Settings.SESSION_HOURS)));
  }

  /**
   * Backups that lie where the data do would be mistaken for them, and deleted with them.
   *
   * @throws SettingsException if settings from outside say so
   */
  private static void checkBackups(SettingsService settings) {
    MachineChecks.backups(settings.get(Settings.BACKUP_PATH), settings.directory())
        .ifPresent(
            problem -> {
              if (!settings.isSaved(Settings.BACKUP_PATH)) {
                throw new SettingsException(
                    List.of(Settings.BACKUP_PATH.name() + ": " + problem.text()));
              }
              settings.reportProblem(Settings.BACKUP_PATH, problem);
            });
  }

  /** As saved, if this machine can listen there: else nobody could get to the server to mend it. */
  private static String host(SettingsService settings) {
    String host = settings.get(Settings.HOST);
    Optional<Message> problem =
        settings.isSaved(Settings.HOST) ? MachineChecks.host(host) : Optional.empty();
    problem.ifPresent(reason -> settings.reportProblem(Settings.HOST, reason));
    return problem.isPresent() ? Settings.HOST.defaultValue() : host;
  }

  /**
   * As saved, unless another program has taken it since: then the default, or any other port. Where
   * the server listens then, its log says.
   */
  private static int port(SettingsService settings, String host) {
    int port = settings.get(Settings.PORT);
    Optional<Message> problem =
        settings.isSaved(Settings.PORT) ? MachineChecks.port(host, port) : Optional.empty();
    problem.ifPresent(reason -> settings.reportProblem(Settings.PORT, reason));
    if (problem.isEmpty()) {
      return port;
    }
    int usual = Settings.PORT.defaultValue();
    return MachineChecks.port(host, usual).isEmpty() ? usual : 0;
  }

  /**
   * As the settings say.
   *
   * @param rates how many requests a minute are answered, if the settings want them counted
   */
  public static ServerSettings of(
      SettingsService settings, Map<Limit, Integer> rates, int passwordCost, TimeSource time) {
    checkBackups(settings);
    boolean counted = settings.get(Settings.RATE_LIMIT_ENABLED);
    String host = host(settings);
    return new ServerSettings(
        new HttpServer.Address(
            host, port(settings, host), new BasePath(settings.get(Settings.BASE_PATH))),
        TrustedProxies.parse(String.join(",", settings.get(Settings.TRUSTED_PROXIES))),
        new SecuritySettings(
            counted ? rates : Map.of(),
            passwordCost,
            AllowedOrigins.parse(String.join(",", settings.get(Settings.ALLOWED_ORIGINS))),
            Optional.of(settings.get(Settings.DEFAULT_API_KEY)).filter(key -> !key.isBlank())),
        time);
  }
}
