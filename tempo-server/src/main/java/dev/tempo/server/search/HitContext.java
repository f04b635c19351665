package dev.tempo.server.search;

import dev.tempo.log.LogLine;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Reads the lines around what a search has found, as long as there is time and room in the answer;
 * the hits after that have none, and the answer says so. For one thread.
 */
final class HitContext {

  /** So many before and as many after a line. */
  static final int MOST_LINES = 10;

  private static final long MOST_CHARACTERS = 1_000_000;
  private static final Set<LogLine.Stream> ALL = EnumSet.allOf(LogLine.Stream.class);

  private final LogStore logs;
  private final int lines;
  private final BooleanSupplier hasTime;
  private long characters;
  private boolean complete = true;

  HitContext(LogStore logs, int lines, BooleanSupplier hasTime) {
    this.logs = logs;
    this.lines = lines;
    this.hasTime = hasTime;
  }

  /** The lines around one, in their order. */
  record Around(List<LogLine> before, List<LogLine> after) {}

  /** True if any are asked for. */
  boolean isWanted() {
    return lines > 0;
  }

  /** False once a hit had to go without. */
  boolean isComplete() {
    return complete;
  }

  Around of(LogHit hit) {
    if (characters >= MOST_CHARACTERS || !hasTime.getAsBoolean()) {
      complete = false;
      return new Around(List.of(), List.of());
    }
    long number = hit.line().number();
    long from = Math.max(1, number - lines);
    int count = (int) (number - from) + 1 + lines;
    List<LogLine> read = logs.lines(hit.runId(), from, count, ALL);
    read.forEach(line -> characters += line.text().length());
    return new Around(
        read.stream().filter(line -> line.number() < number).toList(),
        read.stream().filter(line -> line.number() > number).toList());
  }
}
