package dev.tempo.webapp;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * TCP ports of this machine, each given to one holder at a time. Scripts get theirs from below, and
 * what stands in front of them from above, so that the two meet only when the pool is nearly empty.
 * Thread-safe.
 */
public final class PortPool {
  /** The first port, unless told otherwise. */
  public static final int DEFAULT_FROM = 5_200;

  /** The last port, unless told otherwise. */
  public static final int DEFAULT_TO = 5_400;

  private static final int MAX_PORT = 65_535;

  private final int from;
  private final int to;
  private final boolean checked;
  private final Set<Integer> taken = new TreeSet<>();
  private final Map<Integer, Last> last = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private long turns;

  /** Who had a port last, and in which turn it was given back. */
  private record Last(String holder, long turn) {}

  private PortPool(int from, int to, boolean checked) {
    this.from = from;
    this.to = to;
    this.checked = checked;
  }

  /**
   * Makes a pool of all ports of a range, whose ports are bound for a moment before they are given,
   * to see that nobody else has them.
   *
   * @param from the first port, at least 1
   * @param to the last port, at most 65535 and not before the first
   * @throws IllegalArgumentException if a port is not in these bounds
   */
  public static PortPool of(int from, int to) {
    return new PortPool(
        checked("from", 1, MAX_PORT, from), checked("to", from, MAX_PORT, to), true);
  }

  /** Returns an empty pool of the same range, whose ports are given without being bound before. */
  public PortPool withoutCheck() {
    return new PortPool(from, to, false);
  }

  private static int checked(String name, int min, int max, int port) {
    if (port < min || port > max) {
      throw new InvalidValueException(ValueMessages.RANGE.of(name, min, max, port));
    }
    return port;
  }

  /** The first port of the range. */
  public int from() {
    return from;
  }

  /** The last port of the range. */
  public int to() {
    return to;
  }

  /**
   * Takes the preferred port if it is free, also when it is not in the range, and else the lowest
   * free port of the range.
   *
   * @param preferred the preferred port; empty for any
   * @return empty if no port is free
   */
  public OptionalInt takeLowest(OptionalInt preferred) {
    Objects.requireNonNull(preferred, "preferred");
    lock.lock();
    try {
      if (preferred.isPresent() && isFree(preferred.getAsInt())) {
        return take(preferred.getAsInt());
      }
      for (int port = from; port <= to; port++) {
        if (isFree(port)) {
          return take(port);
        }
      }
      return OptionalInt.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a port from above: the one that the holder had last if that is free, else the highest
   * that nobody has had, else the one that has been free the longest. So what a browser keeps of a
   * port (its storage, its service workers) is met by another holder as late as possible.
   *
   * @param holder whose port it will be, any text
   * @return empty if no port is free
   */
  public OptionalInt takeHighest(String holder) {
    Objects.requireNonNull(holder, "holder");
    lock.lock();
    try {
      List<Integer> order = new ArrayList<>();
      for (int port = to; port >= from; port--) {
        order.add(port);
      }
      order.sort((one, other) -> Long.compare(rank(one, holder), rank(other, holder)));
      for (int port : order) {
        if (isFree(port)) {
          last.put(port, new Last(holder, ++turns));
          return take(port);
        }
      }
      return OptionalInt.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The lower, the sooner; sorting keeps the order of those that nobody has had. */
  private long rank(int port, String holder) {
    Last known = last.get(port);
    if (known == null) {
      return 0;
    }
    return known.holder().equals(holder) ? -1 : known.turn();
  }

  /**
   * Takes a certain port without looking whether it is free, as one that an earlier process gave.
   *
   * @return false if it has a holder
   */
  public boolean claim(int port) {
    lock.lock();
    try {
      return taken.add(port);
    } finally {
      lock.unlock();
    }
  }

  /** Gives a port back; one that nobody holds is left as it is. */
  public void release(int port) {
    lock.lock();
    try {
      if (taken.remove(port)) {
        last.computeIfPresent(port, (same, known) -> new Last(known.holder(), ++turns));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The ports that have a holder, the lowest first. */
  public List<Integer> taken() {
    lock.lock();
    try {
      return List.copyOf(taken);
    } finally {
      lock.unlock();
    }
  }

  /** How many ports of the range have no holder; other programs may use some of them. */
  public int freeCount() {
    lock.lock();
    try {
      long held = taken.stream().filter(port -> port >= from && port <= to).count();
      return to - from + 1 - (int) held;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a port can be bound on all addresses of this machine now. */
  public static boolean isBindable(int port) {
    try (ServerSocket probe = new ServerSocket(port)) {
      return probe.isBound();
    } catch (IOException e) {
      return false; // somebody has it, or this account may not bind it
    }
  }

  private boolean isFree(int port) {
    return !taken.contains(port) && (!checked || isBindable(port));
  }

  private OptionalInt take(int port) {
    taken.add(port);
    return OptionalInt.of(port);
  }
}
