package dev.tempo.server.cli;

import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of all commands that need to know the settings. */
final class SettingsOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for any that is free (TEMPO_PORT; default 8080).")
  private Optional<String> port = Optional.empty();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (TEMPO_HOST; default 127.0.0.1).")
  private Optional<String> host = Optional.empty();

  @Option(
      names = "--data-path",
      paramLabel = "DIR",
      description = "Where everything is kept (TEMPO_DATA_PATH; default ~/.tempo).")
  private Optional<String> dataPath = Optional.empty();

  @Option(
      names = "--db-path",
      paramLabel = "FILE",
      description = "The database, if it lies elsewhere (TEMPO_DB_PATH; default DIR/tempo.db).")
  private Optional<String> dbPath = Optional.empty();

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "PostgreSQL instead of files, as jdbc:postgresql://HOST/DATABASE (TEMPO_DATABASE_URL).")
  private Optional<String> databaseUrl = Optional.empty();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info, debug or trace (TEMPO_LOG_LEVEL; default info).")
  private Optional<String> logLevel = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings as JSON, instead of DIR/config/settings.json.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Fixes any setting; 'tempo config' lists them. May be repeated.")
  private Map<String, String> more = new LinkedHashMap<>();

  @Option(names = "--no-color", description = "Writes plain text (also: NO_COLOR).")
  private boolean plain;

  /** What the command line and the environment say. */
  ServerLauncher.Options read() {
    SettingSources told = new SettingSources(flags(), environment(), Map.of());
    SettingSources early = config.map(file -> told.file(SettingsFile.read(file))).orElse(told);
    Path directory = absolute(early.early(Settings.DATA_PATH));
    SettingSources sources =
        config.isPresent()
            ? early
            : told.file(SettingsFile.readIfThere(directory.resolve("config/settings.json")));
    Optional<Path> database =
        Optional.of(sources.early(Settings.DB_PATH))
            .filter(path -> !path.isEmpty())
            .map(SettingsOptions::absolute);
    return new ServerLauncher.Options(sources, directory, database);
  }

  /** The variables that they are read with, for a child process, too. */
  Map<String, String> environment() {
    return TempoCommand.surroundings(spec).environment();
  }

  /** The options again, for a child process. */
  Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    more.forEach((name, value) -> put(flags, setting(name), Optional.of(value)));
    put(flags, Settings.PORT, port);
    put(flags, Settings.HOST, host);
    put(flags, Settings.DATA_PATH, dataPath);
    put(flags, Settings.DB_PATH, dbPath);
    put(flags, Settings.DATABASE_URL, databaseUrl);
    put(flags, Settings.LOG_LEVEL, logLevel);
    return flags;
  }

  /** The file that {@code --config} names. */
  Optional<Path> config() {
    return config;
  }

  private void put(Map<String, String> flags, Setting<?> setting, Optional<String> value) {
    value.ifPresent(
        text -> {
          try {
            setting.check(text);
          } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
          }
          flags.put(setting.name(), text);
        });
  }

  private Setting<?> setting(String name) {
    return Settings.named(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "There is no setting " + name + "; see 'tempo config'"));
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }
}
