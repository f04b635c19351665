package dev.tempo.faults.access;

import java.util.Map;
import java.util.Optional;

/**
 * Something that somebody shows to be let in.
 *
 * @param name what it is
 * @param headers how it is shown
 * @param role the most that it may; empty if it is worth nothing
 * @param onlyTriggers whether it may nothing but trigger jobs
 */
record Credential(
    String name, Map<String, String> headers, Optional<String> role, boolean onlyTriggers) {
  static final String SESSION = "session of a ";

  /** Whether it is of a log-in. */
  boolean isSession() {
    return name.startsWith(SESSION);
  }

  static Credential worthless(String name, String header, String value) {
    return new Credential(name, Map.of(header, value), Optional.empty(), false);
  }

  static Credential worthlessToken(String name, String token) {
    return worthless(name, "Authorization", "Bearer " + token);
  }

  static Credential of(String name, String token, String role) {
    return new Credential(
        name, Map.of("Authorization", "Bearer " + token), Optional.of(role), false);
  }
}
