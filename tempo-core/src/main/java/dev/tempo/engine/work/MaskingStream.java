package dev.tempo.engine.work;

import dev.tempo.log.StreamMask;
import dev.tempo.secret.SecretMasker;

/** Masks secrets in one stream of a script's output. Not thread-safe. */
public final class MaskingStream implements StreamMask {
  private final SecretMasker masker;
  private final SecretMasker.Bytes bytes;

  public MaskingStream(SecretMasker masker) {
    this.masker = masker;
    this.bytes = masker.bytes();
  }

  @Override
  public int longestBytes() {
    return masker.longestBytes();
  }

  @Override
  public int heldBytes() {
    return bytes.held();
  }

  @Override
  public void feed(byte[] values, int from, int to, Sink sink) {
    bytes.feed(values, from, to, sink::accept);
  }

  @Override
  public void end(Sink sink) {
    bytes.end(sink::accept);
  }
}
