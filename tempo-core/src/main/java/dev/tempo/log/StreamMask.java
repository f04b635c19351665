package dev.tempo.log;

/**
 * Hides parts of one stream of bytes without changing its length, so that places in the stream stay
 * true: each byte comes out once, in order, as it was or replaced. May hold bytes back until it is
 * known what follows them. Not thread-safe.
 */
public interface StreamMask {

  /** Takes bytes that are decided. */
  @FunctionalInterface
  interface Sink {

    /** The bytes from {@code from} to before {@code to}; the array may be used again. */
    void accept(byte[] bytes, int from, int to);
  }

  /** How many bytes before a place may bear on what comes out behind it; 0 if it hides nothing. */
  int longestBytes();

  /** How many bytes went in and did not come out. */
  int heldBytes();

  /** The next bytes. */
  void feed(byte[] bytes, int from, int to, Sink sink);

  /** Gives out what is held, since nothing follows it; then begins anew. */
  void end(Sink sink);
}
