package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the data of a body in chunks (RFC 9112 §7.1), strictly; extensions, which nobody here
 * reads, are left out. The data itself is taken from the inlet by the caller. For one thread.
 */
public final class ChunkReader {
  private static final int MAX_LINE = 1_024;
  private static final int MAX_TRAILERS = 16;
  private static final int MAX_DIGITS = 15;

  /** The size, then any number of extensions, whose values may be tokens or quoted. */
  private static final Pattern SIZE =
      Pattern.compile(
          "([0-9A-Fa-f]++)(?:[ \\t]*+;(?:[^;\"\\p{Cntrl}]|\\t)*+(?:\"[^\"\\p{Cntrl}]*+\")?+)*+");

  private final Inlet inlet;
  private final List<String> trailers = new ArrayList<>();
  private long left;
  private boolean begun;

  /** Reads from where the first chunk begins. */
  public ChunkReader(Inlet inlet) {
    this.inlet = inlet;
  }

  /** What comes next. */
  public enum Next {
    /** Data, {@link #left} bytes of it. */
    DATA,
    /** Nothing: the body has ended as it should. */
    END,
    /** Nothing: whoever sends has ended before the body has. */
    CUT
  }

  /**
   * Reads up to the next data.
   *
   * @param deadlineNanos until when, on the monotonic clock
   * @throws BadRequest if the chunks are not by the letter
   */
  public Next next(long deadlineNanos) throws IOException {
    if (left > 0) {
      return Next.DATA;
    }
    if (begun && !isEmptyLine(deadlineNanos)) {
      return Next.CUT;
    }
    begun = false; // its end is read, also if the wait for what follows is given up
    String line = text(inlet.line(MAX_LINE, deadlineNanos));
    if (line == null) {
      return Next.CUT;
    }
    left = size(line);
    begun = true;
    if (left > 0) {
      return Next.DATA;
    }
    return readTrailers(deadlineNanos) ? Next.END : Next.CUT;
  }

  /** How many bytes of the present chunk are not taken yet. */
  public long left() {
    return left;
  }

  /** So many of these have been taken. */
  public void took(long bytes) {
    left -= bytes;
  }

  /** The lines of the trailer section; none before the end. */
  public List<String> trailers() {
    return List.copyOf(trailers);
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

  private boolean readTrailers(long deadlineNanos) throws IOException {
    for (int i = 0; i <= MAX_TRAILERS; i++) {
      String line = text(inlet.line(MAX_LINE, deadlineNanos));
      if (line == null || line.isEmpty()) {
        return line != null;
      }
      int colon = line.indexOf(':');
      if (colon < 0 || line.length() > MAX_LINE || !Characters.isToken(line.substring(0, colon))) {
        throw new BadRequest(400, message("api.http.trailer"));
      }
      trailers.add(line);
    }
    throw new BadRequest(431, counted("api.http.trailers", MAX_TRAILERS));
  }

  private static String text(byte[] line) {
    return line == null ? null : new String(line, StandardCharsets.ISO_8859_1);
  }
}
