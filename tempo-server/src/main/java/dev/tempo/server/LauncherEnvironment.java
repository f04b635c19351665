package dev.tempo.server;

import java.util.HashMap;
import java.util.Map;

/**
 * The variables as the launcher {@code bin/tempo} found them: it gives Java a UTF-8 locale where
 * there is none, because Java names files in the locale's encoding, but that is not the scripts'.
 */
final class LauncherEnvironment {
  private static final String FOUND = "TEMPO_FOUND_LC_ALL";
  private static final String LOCALE = "LC_ALL";

  private LauncherEnvironment() {}

  /** Returns a copy in which {@code LC_ALL} is again as it was before the launcher. */
  static Map<String, String> found(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(environment);
    String before = variables.remove(FOUND);
    if (before != null) {
      if (before.isEmpty()) {
        variables.remove(LOCALE);
      } else {
        variables.put(LOCALE, before);
      }
    }
    return variables;
  }
}
