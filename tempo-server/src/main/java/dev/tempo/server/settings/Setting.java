package dev.tempo.server.settings;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that can be set. Its name in the API and in the settings file and its environment
 * variable are the same words: {@code backupEnabled}, {@code TEMPO_BACKUP_ENABLED}.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
  private final String name;
  private final String variable;
  private final SettingType<T> type;
  private final T defaultValue;
  private final Scope reach;

  /** When a change counts, and who may make it. */
  enum Scope {
    /** A change counts at once. */
    AT_ONCE,
    /** A change counts from the next start on. */
    RESTART,
    /** Not saved in Tempo: needed before its database is open, or too secret to lie there. */
    OUTSIDE
  }

  private Setting(String name, SettingType<T> type, T defaultValue, Scope reach) {
    this.name = name;
    this.variable = variableOf(name);
    this.type = type;
    this.defaultValue = defaultValue;
    this.reach = reach;
  }

  static <T> Setting<T> live(String name, SettingType<T> type, T defaultValue) {
    return new Setting<>(name, type, defaultValue, Scope.AT_ONCE);
  }

  static <T> Setting<T> needsRestart(String name, SettingType<T> type, T defaultValue) {
    return new Setting<>(name, type, defaultValue, Scope.RESTART);
  }

  static <T> Setting<T> startupOnly(String name, SettingType<T> type, T defaultValue) {
    return new Setting<>(name, type, defaultValue, Scope.OUTSIDE);
  }

  /** Its name, as {@code backupEnabled}. */
  public String name() {
    return name;
  }

  /** The environment variable that fixes it, as {@code TEMPO_BACKUP_ENABLED}. */
  public String variable() {
    return variable;
  }

  /** What holds when nobody says anything. */
  public T defaultValue() {
    return defaultValue;
  }

  /** What it is for, in one sentence. */
  public Message description() {
    return message("api.setting." + name);
  }

  /** The name of the type of its values. */
  public String typeName() {
    return type.label();
  }

  /** Which values it takes, in words. */
  public Message allowed() {
    return type.allowed().get();
  }

  /** Its default as a text. */
  public String defaultText() {
    return type.printer().apply(defaultValue);
  }

  /** True if its value must not be shown. */
  public boolean isSecret() {
    return type.isSecret();
  }

  /** True if a change counts from the next start on. */
  public boolean needsRestart() {
    return reach != Scope.AT_ONCE;
  }

  /** True if it can be saved in Tempo. */
  public boolean isStorable() {
    return reach != Scope.OUTSIDE;
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException that says what is allowed
   */
  public void check(String text) {
    try {
      type.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
  }

  /** What is wrong with a value; empty if nothing is. */
  public Optional<Message> problem(String text) {
    try {
      type.parse(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(Messages.of(e));
    }
  }

  SettingType<T> type() {
    return type;
  }

  @Override
  public String toString() {
    return name;
  }

  /** The mail server's variables are older than the prefix. */
  private static String variableOf(String name) {
    String words = name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    boolean older = name.startsWith("smtp") || name.equals("fromEmail");
    return older ? words : "TEMPO_" + words;
  }
}
