package dev.tempo.log;

import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts one stream of bytes into lines. Not thread-safe.
 *
 * <p>It works on bytes, so that a character that arrives in two parts is whole again before anyone
 * decodes it. The rules:
 *
 * <ul>
 *   <li>A line feed ends a line; a carriage return before it belongs to the line end.
 *   <li>After any other carriage return the line begins anew, as a progress bar does on a terminal:
 *       what counts is the last state.
 *   <li>A line longer than {@value #MAX_LINE_BYTES} bytes comes in pieces of that size, each but
 *       the first marked as continued. A cut never falls inside a character.
 *   <li>What is not UTF-8 becomes U+FFFD when decoded; escape sequences stay.
 * </ul>
 *
 * <p>{@link #mark()} is the place to start again after a crash: the first byte of the unfinished
 * piece. A splitter that starts there gives the same lines as one that never stopped. While a line
 * is being handed out the mark is still at its start. Memory is bounded by one piece: a state that
 * a carriage return made void is forgotten at once.
 */
final class LineSplitter {

  /** Most bytes in a line. */
  static final int MAX_LINE_BYTES = 16 * 1024;

  /** Takes the lines. */
  @FunctionalInterface
  interface Output {

    /**
     * A line, or a piece of one.
     *
     * @param utf8 the bytes of {@code text}
     */
    void line(String text, byte[] utf8, boolean continued);
  }

  private byte[] partial = new byte[0];
  private int length;
  private boolean returned;
  private boolean midLine;
  private long start;
  private long offset;
  private long given;

  LineSplitter(SpoolPosition.Mark mark) {
    start = mark.offset();
    offset = mark.offset();
    midLine = mark.midLine();
  }

  /** Where a splitter has to start to give the lines that this one has not given yet. */
  SpoolPosition.Mark mark() {
    return new SpoolPosition.Mark(start, midLine);
  }

  /** The place in the stream of the next byte to feed. */
  long offset() {
    return offset;
  }

  /** How many lines it has given. */
  long given() {
    return given;
  }

  /** The line that has begun and not ended, as far as it has come; empty if there is none. */
  Optional<String> open() {
    int whole = length - ByteSearch.incompleteTail(partial, length);
    return whole == 0 ? Optional.empty() : Optional.of(Utf8.decode(partial, 0, whole));
  }

  void feed(byte[] bytes, int from, int to, Output output) {
    int at = from;
    while (at < to) {
      int stop = ByteSearch.indexOfBreak(bytes, at, to);
      if (stop < to && bytes[stop] == '\n' && length == 0 && stop - at <= MAX_LINE_BYTES) {
        emit(bytes, at, stop, output);
      } else {
        gather(bytes, at, stop, output);
        if (stop < to && bytes[stop] == '\n') {
          emit(partial, 0, length, output);
        }
      }
      at = stop + 1;
      if (stop < to) {
        offset++;
        lineBreak(bytes[stop]);
      }
    }
  }

  private void lineBreak(byte b) {
    if (b == '\r') {
      returned = true;
    } else {
      begin();
      midLine = false;
    }
  }

  /** Ends the stream: what is left is a line, though no line feed came. */
  void end(Output output) {
    if (length > 0 || returned) {
      emit(partial, 0, length, output);
    }
    begin();
    midLine = false;
  }

  /** Passes over bytes unread. */
  void skipTo(long newOffset) {
    offset = newOffset;
    begin();
    midLine = false;
  }

  private void begin() {
    length = 0;
    returned = false;
    start = offset;
  }

  private void gather(byte[] bytes, int from, int to, Output output) {
    if (from == to) {
      return;
    }
    if (returned) {
      begin();
    }
    int at = from;
    while (at < to) {
      if (length == MAX_LINE_BYTES) {
        cut(output);
      }
      int taken = Math.min(to - at, MAX_LINE_BYTES - length);
      reserve(length + taken);
      System.arraycopy(bytes, at, partial, length, taken);
      length += taken;
      offset += taken;
      at += taken;
    }
  }

  private void cut(Output output) {
    int keep = length - ByteSearch.incompleteTail(partial, length);
    emit(partial, 0, keep, output);
    System.arraycopy(partial, keep, partial, 0, length - keep);
    length -= keep;
    start += keep;
    midLine = true;
  }

  private void emit(byte[] bytes, int from, int to, Output output) {
    if (bytes != partial) {
      offset += to - from;
    }
    String text = Utf8.decode(bytes, from, to - from);
    given++;
    output.line(text, Utf8.encode(text), midLine);
  }

  private void reserve(int size) {
    if (size > partial.length) {
      int grown = Math.max(size, Math.min(MAX_LINE_BYTES, Math.max(256, partial.length * 2)));
      partial = Arrays.copyOf(partial, grown);
    }
  }
}
