package dev.tempo.store.memory;

import dev.tempo.Run;
import dev.tempo.store.RunQuery;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;

/**
 * Indexes runs in memory by id; guarded by the store's lock. New ids are nearly always greater than
 * all before, so that a list that is added to at its end costs less than a tree. What is removed is
 * only marked, until half of the list is.
 */
final class RunIndex {
  private static final int FEW = 1_000;
  private static final int NEAR = 8;

  private List<Entry> entries = new ArrayList<>();
  private int removed;

  /** A run as it is at the moment. */
  static final class Entry {
    private Run run;
    private boolean isRemoved;

    Entry(Run run) {
      this.run = run;
    }

    Run run() {
      return run;
    }

    void run(Run run) {
      this.run = run;
    }

    boolean isRemoved() {
      return isRemoved;
    }

    UUID id() {
      return run.id();
    }
  }

  /** Puts in a run whose id is not there yet. */
  void add(Entry entry) {
    int last = entries.size() - 1;
    if (last < 0 || entries.get(last).id().compareTo(entry.id()) < 0) {
      entries.add(entry);
    } else {
      entries.add(firstFrom(entry.id()), entry);
    }
  }

  void remove(Entry entry) {
    entry.isRemoved = true;
    removed++;
    if (removed > FEW && removed > entries.size() / 2) {
      entries = new ArrayList<>(entries.stream().filter(one -> !one.isRemoved).toList());
      removed = 0;
    }
  }

  /** How many runs there are. */
  int size() {
    return entries.size() - removed;
  }

  /** The runs of a page and of all behind it. */
  Iterator<Run> from(RunQuery.Page page) {
    return switch (page.order()) {
      case NEWEST_FIRST -> page.before().map(this::descendingBefore).orElseGet(this::descending);
      case OLDEST_FIRST -> page.before().map(this::ascendingAfter).orElseGet(this::ascending);
    };
  }

  /** All runs, the greatest id first. */
  Iterator<Run> descending() {
    return new Walk(entries.size() - 1, -1);
  }

  /** Runs whose ids are less than this one, the greatest first. */
  Iterator<Run> descendingBefore(UUID id) {
    return new Walk(firstFrom(id) - 1, -1);
  }

  /** All runs, the least id first. */
  Iterator<Run> ascending() {
    return new Walk(0, 1);
  }

  /** Runs whose ids are greater than this one, the least first. */
  Iterator<Run> ascendingAfter(UUID id) {
    int first = firstFrom(id);
    while (first < entries.size() && entries.get(first).id().equals(id)) {
      first++; // more than once, if it was removed and came back
    }
    return new Walk(first, 1);
  }

  /** The index of the first run whose id is this or greater. */
  private int firstFrom(UUID id) {
    int low = 0;
    int high = entries.size();
    for (int looks = 0; looks < NEAR && high > 0; looks++) { // those that end are among the last
      if (entries.get(high - 1).id().compareTo(id) < 0) {
        return high;
      }
      high--;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).id().compareTo(id) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Steps over what was removed. Ends with the lock under which it was made. */
  private final class Walk implements Iterator<Run> {
    private final int step;
    private int next;

    Walk(int first, int step) {
      this.step = step;
      this.next = kept(first);
    }

    @Override
    public boolean hasNext() {
      return isWithin(next);
    }

    @Override
    public Run next() {
      if (!hasNext()) {
        throw new NoSuchElementException("There are no more runs");
      }
      Run run = entries.get(next).run();
      next = kept(next + step);
      return run;
    }

    private int kept(int from) {
      int index = from;
      while (isWithin(index) && entries.get(index).isRemoved) {
        index += step;
      }
      return index;
    }

    private boolean isWithin(int index) {
      return index >= 0 && index < entries.size();
    }
  }
}
