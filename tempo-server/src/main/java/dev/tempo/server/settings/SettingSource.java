package dev.tempo.server.settings;

import java.util.Locale;

/** Names where a setting's value comes from; an earlier one wins over a later one. */
public enum SettingSource {
  /** An option of the command line, or the program that embeds the server. */
  FLAG,
  /** An environment variable. */
  ENVIRONMENT,
  /** Saved in Tempo, by its pages or its API. */
  SAVED,
  /** {@code config/settings.json}, or the file that {@code --config} names. */
  FILE,
  /** Nobody said anything. */
  DEFAULT;

  /** True if the API must not change it: a restart would bring the old value back. */
  public boolean isFixed() {
    return this == FLAG || this == ENVIRONMENT;
  }

  /** The name by which the API knows it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
