package dev.tempo.log;

import dev.tempo.internal.message.LogMessages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Some consecutive lines of one run, packed: what stores keep. At most {@value #MAX_TEXT_BYTES}
 * bytes of text and {@value #MAX_LINES} lines. Immutable; the array of {@link #data()} must not be
 * changed.
 *
 * <p>The form, version 1. Numbers are varints, seven bits a byte, the lowest first; signed ones are
 * zigzag-coded; times are epoch milliseconds. A head: the version, the first line's number, the
 * number of lines, the first line's time (signed), how much earlier and how much later other lines
 * are, the bit set of streams, the length of the marks and of the text. Then, deflated without a
 * zlib header: the marks, for each line its length times 16 plus four bits (stream, continued,
 * approximate) and its time less that of the line before (signed; 0 for the first); and the text,
 * each line followed by a line feed. A line never contains one, so a search over the whole text
 * cannot match across two.
 */
public final class LogChunk {

  /** Most bytes of text in a chunk, as UTF-8 and with a byte for each line end. */
  public static final int MAX_TEXT_BYTES = 64 * 1024;

  /** Most lines in a chunk. */
  public static final int MAX_LINES = 8192;

  static final int VERSION = 1;
  static final int CONTINUED = 4;
  static final int APPROXIMATE = 8;

  private static final LogLine.Stream[] STREAMS = LogLine.Stream.values();
  private static final List<Set<LogLine.Mark>> MARKS =
      List.of(
          Set.of(),
          Set.of(LogLine.Mark.CONTINUED),
          Set.of(LogLine.Mark.APPROXIMATE_TIME),
          Set.of(LogLine.Mark.CONTINUED, LogLine.Mark.APPROXIMATE_TIME));

  private final byte[] data;
  private final boolean sealed;
  private final long firstLine;
  private final int lineCount;
  private final long firstMs;
  private final long earliestMs;
  private final long latestMs;
  private final int streamBits;
  private final int marksLength;
  private final int textLength;
  private final int bodyAt;

  private LogChunk(byte[] data, boolean sealed) {
    VarintReader head = new VarintReader(data, 0);
    int version = head.get();
    if (version != VERSION) {
      throw new LogStorageException(
          LogStorageException.Reason.TOO_NEW, LogMessages.FORM.text(version, VERSION));
    }
    this.data = data;
    this.sealed = sealed;
    this.firstLine = head.getVarint();
    this.lineCount = (int) head.getVarint();
    this.firstMs = head.getSigned();
    this.earliestMs = firstMs - head.getVarint();
    this.latestMs = firstMs + head.getVarint();
    this.streamBits = head.get();
    this.marksLength = (int) head.getVarint();
    this.textLength = (int) head.getVarint();
    this.bodyAt = head.at();
    if (lineCount > MAX_LINES || textLength > MAX_TEXT_BYTES || marksLength > 20 * lineCount) {
      throw new IllegalStateException("more than a chunk can hold");
    }
  }

  /**
   * A chunk from what {@link #data()} gave.
   *
   * @param data not copied
   * @param sealed whether the chunk is complete; an open one will be replaced by a longer one
   * @throws LogStorageException when the data is damaged, or of a newer version
   */
  public static LogChunk of(byte[] data, boolean sealed) {
    Objects.requireNonNull(data, "data");
    try {
      return new LogChunk(data, sealed);
    } catch (IndexOutOfBoundsException | IllegalStateException e) {
      throw damaged(e);
    }
  }

  /**
   * Packs lines.
   *
   * @param lines consecutive, at least one
   * @param sealed whether the chunk is complete; an open one will be replaced by a longer one
   * @throws IllegalArgumentException when there are none, or more than fit
   */
  public static LogChunk pack(List<LogLine> lines, boolean sealed) {
    Objects.requireNonNull(lines, "lines");
    ChunkBuilder builder = new ChunkBuilder();
    for (LogLine line : lines) {
      byte[] utf8 = Utf8.encode(line.text());
      if (!builder.fits(utf8.length)) {
        throw new IllegalArgumentException("A chunk does not hold " + lines.size() + " such lines");
      }
      builder.add(line, utf8);
    }
    if (builder.isEmpty()) {
      throw new IllegalArgumentException("A chunk has at least one line");
    }
    return builder.build(sealed);
  }

  /** Whether the chunk is complete; an open one will be replaced by a longer one. */
  public boolean sealed() {
    return sealed;
  }

  /** The number of its first line. */
  public long firstLine() {
    return firstLine;
  }

  /** The number of its last line. */
  public long lastLine() {
    return firstLine + lineCount - 1;
  }

  /** How many lines it holds, at least 1. */
  public int lineCount() {
    return lineCount;
  }

  /** The earliest time of its lines. */
  public Instant earliest() {
    return Instant.ofEpochMilli(earliestMs);
  }

  /** The latest time of its lines. */
  public Instant latest() {
    return Instant.ofEpochMilli(latestMs);
  }

  /** The streams its lines come from. */
  public Set<LogLine.Stream> streams() {
    Set<LogLine.Stream> streams = EnumSet.noneOf(LogLine.Stream.class);
    for (LogLine.Stream stream : STREAMS) {
      if ((streamBits & 1 << stream.ordinal()) != 0) {
        streams.add(stream);
      }
    }
    return streams;
  }

  /** The size of its text in bytes of UTF-8, line ends included. */
  public int textBytes() {
    return textLength;
  }

  /** The chunk as stores keep it. Not a copy. */
  public byte[] data() {
    return data;
  }

  /**
   * All its lines, in order.
   *
   * @throws LogStorageException when the data is damaged
   */
  public List<LogLine> lines() {
    return decode(inflate(), new byte[0]);
  }

  /**
   * Those of its lines that contain a text, exactly as it stands. Much faster than filtering {@link
   * #lines()} when there are few or none.
   *
   * @throws LogStorageException when the data is damaged
   */
  public List<LogLine> linesContaining(String text) {
    byte[] needle = Utf8.encode(text);
    byte[] body = inflate();
    int found = ByteSearch.indexOf(body, marksLength, body.length, needle);
    return found < 0 ? List.of() : decode(body, needle);
  }

  private List<LogLine> decode(byte[] body, byte[] needle) {
    List<LogLine> lines = new ArrayList<>(needle.length == 0 ? lineCount : 4);
    try {
      VarintReader marks = new VarintReader(body, 0);
      int at = marksLength;
      long timeMs = firstMs;
      Instant time = Instant.ofEpochMilli(timeMs);
      for (int i = 0; i < lineCount; i++) {
        long mark = marks.getVarint();
        long delta = marks.getSigned();
        if (delta != 0) {
          timeMs += delta;
          time = Instant.ofEpochMilli(timeMs);
        }
        int length = (int) (mark >>> 4);
        if (needle.length == 0 || ByteSearch.indexOf(body, at, at + length, needle) >= 0) {
          String text = Utf8.decode(body, at, length);
          lines.add(new LogLine(firstLine + i, time, stream(mark), text, marks(mark)));
        }
        at += length + 1;
      }
    } catch (IndexOutOfBoundsException | IllegalStateException e) {
      throw damaged(e);
    }
    return lines;
  }

  private static LogLine.Stream stream(long mark) {
    return STREAMS[(int) (mark & 3)];
  }

  private static Set<LogLine.Mark> marks(long mark) {
    return MARKS.get((int) (mark >>> 2) & 3);
  }

  private byte[] inflate() {
    byte[] body = new byte[marksLength + textLength];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(data, bodyAt, data.length - bodyAt);
      if (inflater.inflate(body) < body.length) {
        throw new DataFormatException("the text is cut short");
      }
      return body;
    } catch (DataFormatException e) {
      throw damaged(e);
    } finally {
      inflater.end();
    }
  }

  private static LogStorageException damaged(Exception cause) {
    return new LogStorageException(
        LogStorageException.Reason.DAMAGED, LogMessages.DAMAGED.text(), cause);
  }
}
