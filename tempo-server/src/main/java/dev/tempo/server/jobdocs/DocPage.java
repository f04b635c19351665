package dev.tempo.server.jobdocs;

import java.time.Instant;

/**
 * A page about a job in one language.
 *
 * @param markdown its text
 * @param updatedAt when it was last changed
 * @param version what is another whenever the text is; never 0
 */
public record DocPage(String markdown, Instant updatedAt, long version) {
  /** The version of a page that is not there. */
  public static final long NONE = 0;
}
