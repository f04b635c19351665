package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A body in chunks (RFC 9112 §7.1), read strictly and handed on as chunks that are small and plain:
 * extensions and trailers, which nobody here reads, are left out. For one thread.
 */
final class Chunks {
  private static final int MAX_LINE = 1_024;
  private static final int MAX_TRAILERS = 16;
  private static final int MAX_DIGITS = 15;
  private static final byte[] END = ascii("0\r\n\r\n");

  /** The size, then any number of extensions, whose values may be tokens or quoted. */
  private static final Pattern SIZE =
      Pattern.compile(
          "([0-9A-Fa-f]++)(?:[ \\t]*+;(?:[^;\"\\p{Cntrl}]|\\t)*+(?:\"[^\"\\p{Cntrl}]*+\")?+)*+");

  private final Inlet inlet;
  private long left;
  private boolean begun;

  Chunks(Inlet inlet) {
    this.inlet = inlet;
  }

  /**
   * The next piece.
   *
   * @return empty if the client is gone; the last is the one that {@link #isEnd} knows
   */
  byte[] next(long deadlineNanos) throws IOException {
    if (left == 0) {
      if (begun && !isEmptyLine(deadlineNanos)) {
        return new byte[0];
      }
      String line = text(inlet.line(MAX_LINE, deadlineNanos));
      if (line == null) {
        return new byte[0];
      }
      left = size(line);
      begun = true;
      if (left == 0) {
        return trailers(deadlineNanos) ? END : new byte[0];
      }
    }
    if (!inlet.await(deadlineNanos)) {
      return new byte[0];
    }
    byte[] data = inlet.take(left);
    left -= data.length;
    return chunk(data);
  }

  static boolean isEnd(byte[] piece) {
    return piece == END;
  }

  private static long size(String line) {
    var matcher = SIZE.matcher(line);
    if (line.length() > MAX_LINE || !matcher.matches()) {
      throw new BadRequest(400, message("api.http.chunkSize"));
    }
    String digits = matcher.group(1).replaceFirst("^0+(?=.)", "");
    if (digits.length() > MAX_DIGITS) {
      throw new BadRequest(413, message("api.http.chunkTooLarge"));
    }
    return Long.parseLong(digits, 16);
  }

  private boolean isEmptyLine(long deadlineNanos) throws IOException {
    byte[] line = inlet.line(0, deadlineNanos);
    if (line != null && line.length > 0) {
      throw new BadRequest(400, message("api.http.chunkLonger"));
    }
    return line != null;
  }

  private boolean trailers(long deadlineNanos) throws IOException {
    for (int i = 0; i <= MAX_TRAILERS; i++) {
      String line = text(inlet.line(MAX_LINE, deadlineNanos));
      if (line == null || line.isEmpty()) {
        return line != null;
      }
      int colon = line.indexOf(':');
      if (colon < 0 || line.length() > MAX_LINE || !Characters.isToken(line.substring(0, colon))) {
        throw new BadRequest(400, message("api.http.trailer"));
      }
    }
    throw new BadRequest(431, counted("api.http.trailers", MAX_TRAILERS));
  }

  private static byte[] chunk(byte[] data) {
    byte[] size = ascii(Integer.toHexString(data.length) + "\r\n");
    byte[] chunk = new byte[size.length + data.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(data, 0, chunk, size.length, data.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  private static String text(byte[] line) {
    return line == null ? null : new String(line, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
