package dev.tempo.server.doctor;

import java.io.IOException;
import java.util.Optional;

/**
 * Something that is not as it should be.
 *
 * @param severity how bad that is
 * @param area what it is about, in a word
 * @param text what is wrong, and what a person can do about it
 * @param remedy what would be done about it; empty if a person must
 */
public record Finding(Severity severity, String area, String text, Optional<Remedy> remedy) {

  /** The area of databases. */
  public static final String DATABASE = "database";

  /** How bad something is. */
  public enum Severity {
    /** The server works, but not as somebody may expect. */
    WARNING,
    /** Something cannot work, or is lost. */
    FAULT
  }

  /**
   * What mends something.
   *
   * @param text what it does
   * @param action does it
   */
  public record Remedy(String text, Action action) {}

  /** Does something on a disk. */
  @FunctionalInterface
  public interface Action {
    /**
     * Does it.
     *
     * @throws IOException if it cannot be done
     */
    void take() throws IOException;
  }

  static Finding fault(String area, String text) {
    return new Finding(Severity.FAULT, area, text, Optional.empty());
  }

  static Finding warning(String area, String text) {
    return new Finding(Severity.WARNING, area, text, Optional.empty());
  }

  Finding with(String what, Action action) {
    return new Finding(severity, area, text, Optional.of(new Remedy(what, action)));
  }
}
