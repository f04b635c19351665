package dev.tempo.server.jobdocs;

import dev.tempo.server.http.problem.ApiException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the pages about one job lie. Thread-safe. */
public interface DocPlace {

  /** The pages by their language. */
  Map<String, DocPage> pages();

  /**
   * Writes the page of a language; an empty one is deleted.
   *
   * @return whether it was written; false if the page is another by now than the edit was made on
   * @throws ApiException 409 if nothing can be written here
   */
  boolean write(String language, Edit edit);

  /** Where the page of a language lies, as people know it; empty if it is in no file. */
  Optional<String> path(String language);

  /**
   * A file that lies beside the pages.
   *
   * @param path relative to their directory
   * @throws ApiException 409 if it is there, but cannot be read
   */
  Optional<DocFile> file(String path);

  /**
   * A change of a page.
   *
   * @param markdown the new text
   * @param basedOn the version that it was made on; empty for whatever is there
   * @param now when it is made
   */
  record Edit(String markdown, OptionalLong basedOn, Instant now) {

    /** Whether it was made on this one. */
    boolean fits(long version) {
      return basedOn.isEmpty() || basedOn.getAsLong() == version;
    }
  }
}
