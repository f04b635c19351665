package dev.tempo.faults.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a node, or a script, wrote down.
 *
 * @param nanos when, by the clock of the machine that never steps
 * @param kind what
 * @param runId of which run
 * @param node whose journal it stands in; {@link #SCRIPTS} for all scripts
 */
record JournalEntry(long nanos, Kind kind, UUID runId, String node) {

  /** Whose journal that of all scripts is. */
  static final String SCRIPTS = "scripts";

  /** What was done. */
  enum Kind {
    /** Work began. */
    BEGUN("B"),
    /** It was at work. */
    TICK("T"),
    /** It ended well. */
    ENDED("E"),
    /** It failed, as it was to. */
    FAILED("F"),
    /** It was asked to stop, and did. */
    STOPPED("X"),
    /** The engine had answered that there is such a run. */
    ANSWERED("A");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }

    String letter() {
      return letter;
    }

    private static Kind of(String letter) {
      for (Kind kind : values()) {
        if (kind.letter.equals(letter)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(letter);
    }
  }

  /** Reads what a node wrote. */
  static List<JournalEntry> read(Path file, String node) throws IOException {
    List<JournalEntry> entries = new ArrayList<>();
    for (String line : lines(file)) {
      String[] words = line.split(" ");
      entries.add(entry(Long.parseLong(words[0]), words, node));
    }
    return entries;
  }

  /**
   * Reads what scripts wrote, whose clock is {@code /proc/uptime}.
   *
   * @param aheadNanos how far that is ahead of the other one
   */
  static List<JournalEntry> readScripts(Path file, long aheadNanos) throws IOException {
    List<JournalEntry> entries = new ArrayList<>();
    for (String line : lines(file)) {
      String[] words = line.split(" ");
      entries.add(entry(nanos(words[0]) - aheadNanos, words, SCRIPTS));
    }
    return entries;
  }

  private static JournalEntry entry(long nanos, String[] words, String node) {
    return new JournalEntry(nanos, Kind.of(words[1]), UUID.fromString(words[2]), node);
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /**
   * How far {@code /proc/uptime} is ahead of {@link System#nanoTime}, to a hundredth of a second.
   */
  static long uptimeAheadNanos() throws IOException {
    return nanos(Files.readString(Path.of("/proc/uptime")).split(" ")[0]) - System.nanoTime();
  }

  private static long nanos(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1e9);
  }
}
