package dev.tempo.store.postgres;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Makes bits smaller that are mostly zero, quickly. */
final class Deflated {
  private static final int BUFFER = 8_192;

  private Deflated() {}

  static byte[] deflate(byte[] bytes, int offset, int length) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(bytes, offset, length);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(length / 2);
      byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * Returns the bytes again.
   *
   * @param length how many there were
   * @throws IllegalArgumentException if they are not what was deflated
   */
  static byte[] inflate(byte[] deflated, int length) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(deflated);
      byte[] bytes = new byte[length];
      int at = 0;
      while (at < length) {
        int read = inflater.inflate(bytes, at, length - at);
        if (read == 0) {
          throw new IllegalArgumentException("Only " + at + " of " + length + " bytes are there");
        }
        at += read;
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("The bytes are damaged", e);
    } finally {
      inflater.end();
    }
  }
}
