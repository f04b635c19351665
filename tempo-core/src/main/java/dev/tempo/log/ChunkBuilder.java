package dev.tempo.log;

import java.util.zip.Deflater;

/**
 * Packs lines into a {@link LogChunk} as they come, so that a chunk that is stored several times
 * while it grows encodes each line once. Not thread-safe.
 */
final class ChunkBuilder {

  private final VarintWriter marks = new VarintWriter(512);
  private final VarintWriter text = new VarintWriter(4096);
  private long firstLine;
  private int lineCount;
  private long firstMs;
  private long previousMs;
  private long earliestMs;
  private long latestMs;
  private int streamBits;

  boolean isEmpty() {
    return lineCount == 0;
  }

  long firstMs() {
    return firstMs;
  }

  /** Memory held by what was added, roughly. */
  int bytes() {
    return text.size() + marks.size();
  }

  /** Whether a line of so many bytes of UTF-8 still fits. */
  boolean fits(int utf8Length) {
    return lineCount < LogChunk.MAX_LINES && text.size() + utf8Length < LogChunk.MAX_TEXT_BYTES;
  }

  void add(LogLine line, byte[] utf8) {
    long timeMs = line.timestamp().toEpochMilli();
    if (lineCount == 0) {
      start(line.number(), timeMs);
    }
    earliestMs = Math.min(earliestMs, timeMs);
    latestMs = Math.max(latestMs, timeMs);
    streamBits |= 1 << line.stream().ordinal();
    marks.putVarint((long) utf8.length << 4 | bits(line));
    marks.putSigned(timeMs - previousMs);
    previousMs = timeMs;
    text.put(utf8, 0, utf8.length);
    text.put('\n');
    lineCount++;
  }

  private void start(long number, long timeMs) {
    firstLine = number;
    firstMs = timeMs;
    previousMs = timeMs;
    earliestMs = timeMs;
    latestMs = timeMs;
  }

  private static int bits(LogLine line) {
    return line.stream().ordinal()
        | (line.continued() ? LogChunk.CONTINUED : 0)
        | (line.approximateTime() ? LogChunk.APPROXIMATE : 0);
  }

  LogChunk build(boolean sealed) {
    VarintWriter out = new VarintWriter(256 + bytes() / 2);
    out.put(LogChunk.VERSION);
    out.putVarint(firstLine);
    out.putVarint(lineCount);
    out.putSigned(firstMs);
    out.putVarint(firstMs - earliestMs);
    out.putVarint(latestMs - firstMs);
    out.put(streamBits);
    out.putVarint(marks.size());
    out.putVarint(text.size());
    deflate(out);
    return LogChunk.of(out.toByteArray(), sealed);
  }

  private void deflate(VarintWriter out) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      byte[] buffer = new byte[8192];
      deflater.setInput(marks.array(), 0, marks.size());
      while (!deflater.needsInput()) {
        out.put(buffer, 0, deflater.deflate(buffer));
      }
      deflater.setInput(text.array(), 0, text.size());
      deflater.finish();
      while (!deflater.finished()) {
        out.put(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
  }

  void clear() {
    marks.clear();
    text.clear();
    lineCount = 0;
    streamBits = 0;
  }
}
