package dev.tempo.server.settings;

import dev.tempo.server.settings.SettingValues.Resolved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where values come from, besides the database, as texts. Immutable.
 *
 * @param flags by the setting's name
 * @param environment by the name of the variable; blank ones count as not set
 * @param file by the setting's name
 */
public record SettingSources(
    Map<String, String> flags, Map<String, String> environment, Map<String, String> file) {

  /** Nothing but defaults. */
  public static final SettingSources NONE = new SettingSources(Map.of(), Map.of(), Map.of());

  /** Copies the maps. */
  public SettingSources {
    flags = Map.copyOf(flags);
    environment = Map.copyOf(environment);
    file = Map.copyOf(file);
  }

  /** Returns a copy in which a flag fixes a setting. */
  public SettingSources flag(Setting<?> setting, String value) {
    Map<String, String> more = new LinkedHashMap<>(flags);
    more.put(setting.name(), value);
    return new SettingSources(more, environment, file);
  }

  /** Returns a copy with what a file says. */
  public SettingSources file(Map<String, String> values) {
    return new SettingSources(flags, environment, values);
  }

  /**
   * What holds, all settings together.
   *
   * @param saved what the database has, by name
   * @throws SettingsException if a value is not valid, wherever it stands
   */
  SettingValues resolve(Map<String, String> saved) {
    Map<Setting<?>, Resolved<?>> values = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Setting<?> setting : Settings.all()) {
      try {
        values.put(setting, resolve(setting, saved));
      } catch (IllegalArgumentException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new SettingValues(values);
  }

  /** What holds for one setting before the database is open. */
  public <T> T early(Setting<T> setting) {
    try {
      return resolve(setting, Map.of()).value();
    } catch (IllegalArgumentException e) {
      throw new SettingsException(List.of(e.getMessage()));
    }
  }

  private <T> Resolved<T> resolve(Setting<T> setting, Map<String, String> saved) {
    for (SettingSource origin : SettingSource.values()) {
      Optional<String> text = text(setting, origin, saved);
      if (text.isPresent()) {
        return new Resolved<>(parse(setting, origin, text.get()), origin);
      }
    }
    return new Resolved<>(setting.defaultValue(), SettingSource.DEFAULT);
  }

  private Optional<String> text(
      Setting<?> setting, SettingSource origin, Map<String, String> saved) {
    return switch (origin) {
      case FLAG -> Optional.ofNullable(flags.get(setting.name()));
      case ENVIRONMENT ->
          Optional.ofNullable(environment.get(setting.variable())).filter(t -> !t.isBlank());
      case SAVED ->
          Optional.ofNullable(saved.get(setting.name())).filter(t -> setting.isStorable());
      case FILE -> Optional.ofNullable(file.get(setting.name()));
      case DEFAULT -> Optional.empty();
    };
  }

  private static <T> T parse(Setting<T> setting, SettingSource origin, String text) {
    try {
      return setting.type().parse(text);
    } catch (IllegalArgumentException e) {
      String place =
          switch (origin) {
            case ENVIRONMENT -> setting.variable() + " in the environment";
            case FLAG -> "the option for " + setting.name();
            case SAVED -> setting.name() + " as it was saved";
            default -> setting.name() + " in the settings file";
          };
      throw new IllegalArgumentException(place + " " + e.getMessage(), e);
    }
  }
}
