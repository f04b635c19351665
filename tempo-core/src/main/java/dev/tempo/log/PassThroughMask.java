package dev.tempo.log;

/** Masks nothing. */
final class PassThroughMask implements StreamMask {

  @Override
  public int longestBytes() {
    return 0;
  }

  @Override
  public int heldBytes() {
    return 0;
  }

  @Override
  public void feed(byte[] bytes, int from, int to, Sink sink) {
    sink.accept(bytes, from, to);
  }

  @Override
  public void end(Sink sink) {
    // holds nothing
  }
}
