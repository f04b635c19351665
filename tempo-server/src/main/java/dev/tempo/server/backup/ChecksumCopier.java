package dev.tempo.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Copies bytes and computes their checksum on the way. */
final class ChecksumCopier {
  private static final int BUFFER = 1 << 16;

  private ChecksumCopier() {}

  /** Copies all of a stream; its length and sum. */
  static Manifest.Checksum copy(InputStream in, OutputStream out) throws IOException {
    return copy(in, out, Long.MAX_VALUE);
  }

  /** Copies a stream up to its end, or so many bytes of it; the length of that, and its sum. */
  static Manifest.Checksum copy(InputStream in, OutputStream out, long limit) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    int read = in.read(buffer, 0, (int) Math.min(BUFFER, limit));
    while (read > 0) {
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
      size += read;
      read = in.read(buffer, 0, (int) Math.min(BUFFER, limit - size));
    }
    return new Manifest.Checksum(size, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
