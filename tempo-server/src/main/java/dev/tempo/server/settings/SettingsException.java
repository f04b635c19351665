package dev.tempo.server.settings;

import java.util.List;

/** Settings that do not make sense; the message names each with where it was given. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** With one text for each setting that is wrong. */
  public SettingsException(List<String> problems) {
    super("The settings are not valid: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One text for each setting that is wrong. */
  public List<String> problems() {
    return problems;
  }
}
