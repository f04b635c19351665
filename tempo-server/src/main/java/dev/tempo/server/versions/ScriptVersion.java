package dev.tempo.server.versions;

import java.time.Instant;
import java.util.Optional;

/**
 * What a job's script said for a while. Immutable.
 *
 * @param number counts a job's versions from 1
 * @param script what it said
 * @param origin who wrote it, and why
 * @param span when it held
 */
public record ScriptVersion(long number, Script script, Origin origin, Span span) {

  /**
   * What it said.
   *
   * @param kind {@code python} or {@code shell}
   * @param sha256 of the content as UTF-8, in hexadecimal digits
   * @param sizeBytes of the content as UTF-8
   * @param content the text; empty if it is not kept any more
   */
  public record Script(String kind, String sha256, long sizeBytes, Optional<String> content) {}

  /**
   * Who wrote it, and why.
   *
   * @param author the account's id, or a name that came with an archive; empty for a program
   * @param message what the author said
   * @param automatic whether an editor saved it unasked
   */
  public record Origin(Optional<String> author, Optional<String> message, boolean automatic) {}

  /**
   * When it held.
   *
   * @param createdAt when it was first saved
   * @param updatedAt when its editor last saved it
   * @param firstDefinition the version of the definition that brought it
   * @param lastDefinition the version of the definition that is known to have it still
   */
  public record Span(
      Instant createdAt, Instant updatedAt, long firstDefinition, long lastDefinition) {}
}
