package dev.tempo.server.settings;

import dev.tempo.server.http.problem.ApiException;
import java.util.Collection;
import java.util.Locale;

/** Which settings the API may change. */
public final class SettingRules {
  private SettingRules() {}

  static boolean isReadOnly(SettingValues values, Setting<?> setting) {
    return !setting.isStorable() || values.origin(setting).isFixed();
  }

  /**
   * Checks that settings may be changed here.
   *
   * @throws ApiException 409 that says what fixes one of them
   */
  public static void requireChangeable(SettingValues values, Collection<Setting<?>> settings) {
    settings.stream()
        .filter(setting -> isReadOnly(values, setting))
        .findFirst()
        .ifPresent(
            setting -> {
              throw ApiException.conflict(reason(values, setting));
            });
  }

  private static String reason(SettingValues values, Setting<?> setting) {
    return switch (values.origin(setting)) {
      case FLAG -> setting.name() + " is fixed by an option of the command line; start without it";
      case ENVIRONMENT ->
          String.format(
              Locale.ROOT,
              "%s is fixed by the environment variable %s; change it there, and restart",
              setting.name(),
              setting.variable());
      default ->
          String.format(
              Locale.ROOT,
              "%s is not kept in Tempo; set the environment variable %s, and restart",
              setting.name(),
              setting.variable());
    };
  }
}
