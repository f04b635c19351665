package dev.tempo.engine.cluster;

import java.util.TreeSet;

/** Which of the latest turns of the feed this node has made, and so has told of. Thread-safe. */
public final class OwnTurns {
  private static final int MOST = 20_000;

  private final TreeSet<Long> numbers = new TreeSet<>();

  /** It is about to make this one. */
  public synchronized void add(long number) {
    numbers.add(number);
    if (numbers.size() > MOST) {
      numbers.pollFirst();
    }
  }

  /** It has not made it. */
  public synchronized void remove(long number) {
    numbers.remove(number);
  }

  /** Whether it has made this one, which is not asked for again. */
  synchronized boolean takes(long number) {
    return numbers.remove(number);
  }
}
