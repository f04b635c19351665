package dev.tempo.server.settings;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.problem.ApiException;
import java.util.Collection;

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

  private static Message reason(SettingValues values, Setting<?> setting) {
    return switch (values.origin(setting)) {
      case FLAG -> message("api.setting.fixedByOption", "name", setting.name());
      case ENVIRONMENT ->
          message(
              "api.setting.fixedByVariable",
              "name",
              setting.name(),
              "variable",
              setting.variable());
      default ->
          message("api.setting.outside", "name", setting.name(), "variable", setting.variable());
    };
  }
}
