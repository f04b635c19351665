package dev.tempo.server.http;

import java.util.Optional;

/** Files that are served below a path, by names that begin with a slash. Thread-safe. */
public interface StaticFolder {

  /** How long a browser may keep a file, and the server itself. */
  enum Keeping {
    /** For good: another content would have another address. */
    FOR_EVER("public, max-age=31536000, immutable"),
    /** As long as its tag is the same, which is asked for each time. */
    CHECKED("no-cache"),
    /** Not at all: somebody works on it. */
    NOT("no-store");

    private final String cacheControl;

    Keeping(String cacheControl) {
      this.cacheControl = cacheControl;
    }

    String cacheControl() {
      return cacheControl;
    }
  }

  /**
   * What an address leads to.
   *
   * @param name of the file, which other addresses may lead to, too
   */
  record Found(String name, Keeping keeping) {}

  /**
   * What lies at an address below the path, if that can be one; whether there is such a file is
   * another matter.
   */
  Optional<Found> find(String address);

  /** The content of a file; empty if there is none. */
  Optional<byte[]> read(String name);

  /** Whether pages of other origins may load its files ({@code Cross-Origin-Resource-Policy}). */
  default boolean isForOtherOrigins() {
    return false;
  }
}
