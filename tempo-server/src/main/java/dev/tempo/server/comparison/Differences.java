package dev.tempo.server.comparison;

import dev.tempo.server.comparison.ComparisonResponse.Change;
import dev.tempo.server.comparison.Setup.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is in one of two things and not in the other, or otherwise. Not thread-safe. */
final class Differences {
  private static final int MOST = 1_000;
  private static final int MOST_CHARACTERS = 300;

  private final List<Change> found = new ArrayList<>();
  private boolean truncated;

  /** Adds what differs in a part. */
  void add(Part part, SortedMap<String, String> before, SortedMap<String, String> after) {
    SortedSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String old = before.get(name);
      String current = after.get(name);
      if (current == null || !current.equals(old)) {
        add(part, name, old, current);
      }
    }
  }

  private void add(Part part, String name, String old, String current) {
    if (found.size() == MOST) {
      truncated = true;
      return;
    }
    found.add(
        new Change(
            part.label(),
            cut(name),
            old == null ? "added" : current == null ? "removed" : "changed",
            Optional.ofNullable(part.isShown() ? cut(old) : null),
            Optional.ofNullable(part.isShown() ? cut(current) : null)));
  }

  List<Change> shown() {
    return found;
  }

  boolean isTruncated() {
    return truncated;
  }

  private static String cut(String text) {
    if (text == null || text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end =
        MOST_CHARACTERS - (Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1)) ? 1 : 0);
    return text.substring(0, end) + "…";
  }
}
