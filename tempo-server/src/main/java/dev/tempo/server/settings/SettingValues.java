package dev.tempo.server.settings;

import java.util.Map;

/** What holds for every setting, and why. Immutable. */
public final class SettingValues {
  private final Map<Setting<?>, Resolved<?>> values;

  SettingValues(Map<Setting<?>, Resolved<?>> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * A value with its origin.
   *
   * @param <T> its type
   * @param value what holds
   * @param origin who said so
   */
  public record Resolved<T>(T value, SettingSource origin) {}

  /** What holds. */
  public <T> T get(Setting<T> setting) {
    return resolved(setting).value();
  }

  /** Who said so. */
  public SettingSource origin(Setting<?> setting) {
    return resolved(setting).origin();
  }

  /**
   * What holds, as a text that may be shown: for a secret whether there is one, and addresses
   * without their credentials.
   */
  public <T> String text(Setting<T> setting) {
    String text = whole(setting);
    return setting.isSecret() ? (text.isEmpty() ? "" : "(set)") : Hidden.of(text);
  }

  /** What holds, as a text that must not be shown. */
  <T> String whole(Setting<T> setting) {
    return setting.type().printer().apply(get(setting));
  }

  @SuppressWarnings("unchecked") // Resolved by the setting's own type.
  private <T> Resolved<T> resolved(Setting<T> setting) {
    return (Resolved<T>) values.get(setting);
  }
}
