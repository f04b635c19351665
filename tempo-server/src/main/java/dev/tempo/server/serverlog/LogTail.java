package dev.tempo.server.serverlog;

import dev.tempo.server.serverlog.LogEntry.Level;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log from its end, the newest entry first, through its rotated files, in blocks; what it
 * holds in memory is one block and the entries asked for. It looks at so many bytes at most, and
 * then says where it stopped.
 */
final class LogTail {
  private static final int BLOCK = 1 << 16;
  private static final long MOST_BYTES = 64L << 20;
  private static final int MOST_FILES = 100;
  private static final int LONGEST_LINE = 1 << 20;

  private final Level least;
  private final Optional<Position> from;
  private final int limit;
  private final List<LogEntry> found = new ArrayList<>();
  private final List<String> continued = new ArrayList<>();
  private long looked;
  private int sameInstant;
  private Optional<Instant> lastInstant = Optional.empty();

  /**
   * Where a page ended. Rotation moves entries between files, so it is told in time.
   *
   * @param at the time of its last entry
   * @param seen how many entries of just that time had been passed, that one included
   */
  record Position(Instant at, int seen) {

    /** Reads what {@link #toString} wrote. */
    static Position parse(String text) {
      int comma = text.indexOf(',');
      return new Position(
          Instant.parse(text.substring(0, Math.max(0, comma))),
          Integer.parseInt(text.substring(comma + 1)));
    }

    @Override
    public String toString() {
      return at + "," + seen;
    }
  }

  /**
   * A part of a log.
   *
   * @param entries the newest first
   * @param next where the next part begins; empty if there is none
   */
  record Page(List<LogEntry> entries, Optional<Position> next) {}

  private LogTail(Level least, Optional<Position> from, int limit) {
    this.least = least;
    this.from = from;
    this.limit = limit;
  }

  /** The newest entries, at least so bad, older than a position. */
  static Page read(Path file, Level least, Optional<Position> from, int limit) throws IOException {
    LogTail tail = new LogTail(least, from, limit);
    boolean more = false;
    for (int number = 0; number < MOST_FILES && !more; number++) {
      try {
        more = tail.read(RotatingFile.numbered(file, number));
      } catch (NoSuchFileException e) {
        break; // the oldest was the one before
      }
    }
    Optional<Position> next = tail.lastInstant.map(at -> new Position(at, tail.sameInstant));
    return new Page(tail.found, more && !tail.found.isEmpty() ? next : Optional.empty());
  }

  /** Reads a file backwards; true if it stopped before the beginning. */
  private boolean read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long end = channel.size();
      byte[] rest = new byte[0];
      while (end > 0) {
        if (looked > MOST_BYTES) {
          return true;
        }
        int size = (int) Math.min(BLOCK, end);
        byte[] block = joined(block(channel, end - size, size), rest);
        end -= size;
        int firstLine = end == 0 ? 0 : after(block);
        if (takeBackwards(block, firstLine)) {
          return true;
        }
        rest = Arrays.copyOf(block, Math.min(firstLine, LONGEST_LINE));
      }
      return false;
    }
  }

  private byte[] block(FileChannel channel, long at, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = channel.read(buffer, at + buffer.position());
    }
    looked += size;
    return buffer.array();
  }

  /** Takes the lines from an index on, the last first; true if that is enough. */
  private boolean takeBackwards(byte[] block, int begin) {
    int end = block.length;
    for (int i = block.length - 1; i >= begin - 1; i--) {
      if (i == begin - 1 || block[i] == '\n') {
        if (i + 1 < end && take(new String(block, i + 1, end - i - 1, StandardCharsets.UTF_8))) {
          return true;
        }
        end = Math.max(i, 0);
      }
    }
    return false;
  }

  private boolean take(String line) {
    Optional<LogEntry> first = LogEntry.parse(line);
    if (first.isEmpty()) {
      continued.add(line.startsWith("\t") ? line.substring(1) : line);
      return false;
    }
    LogEntry entry = first.get();
    for (String more : continued.reversed()) {
      entry = entry.and(more);
    }
    continued.clear();
    if (found.size() == limit && isWanted(entry)) {
      return true;
    }
    pass(entry);
    return false;
  }

  private void pass(LogEntry entry) {
    boolean wanted = isWanted(entry);
    sameInstant = lastInstant.equals(Optional.of(entry.at())) ? sameInstant + 1 : 1;
    lastInstant = Optional.of(entry.at());
    if (wanted) {
      found.add(entry);
    }
  }

  private boolean isWanted(LogEntry entry) {
    return entry.level().compareTo(least) <= 0 && from.map(p -> isAfter(p, entry)).orElse(true);
  }

  /** Whether an entry comes after a position, on the way back in time. */
  private boolean isAfter(Position position, LogEntry entry) {
    if (entry.at().equals(position.at())) {
      int before = lastInstant.equals(Optional.of(entry.at())) ? sameInstant : 0;
      return before >= position.seen();
    }
    return entry.at().isBefore(position.at());
  }

  private static int after(byte[] block) {
    for (int i = 0; i < block.length; i++) {
      if (block[i] == '\n') {
        return i + 1;
      }
    }
    return block.length;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
