package dev.tempo.faults.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Matches windows of time with begins, each with one at most, as the check of Chronos by Jepsen
 * does. A window is open from its target on, for a slack; an outage that meets it makes it longer
 * by its own length. Of the windows that are open when something begins, the one that closes first
 * takes it: since windows are intervals, no other choice matches more.
 *
 * <p>Windows that may stay empty count for begins, and not for what must not be empty. Each is
 * asked by itself: if all begins can be matched with some windows, and all windows that must not be
 * empty with some begins, both can be at once (Mendelsohn and Dulmage).
 */
final class WindowMatching {
  private final List<Outage> outages;
  private final Duration slack;
  private final List<Window> empty = new ArrayList<>();
  private final List<Instant> outside = new ArrayList<>();

  /**
   * A time in which something is to begin.
   *
   * @param from inclusive
   * @param to inclusive
   * @param optional whether it may stay empty
   */
  record Window(Instant from, Instant to, boolean optional) {}

  WindowMatching(List<Outage> outages, Duration slack) {
    this.outages = outages.stream().sorted(Comparator.comparing(Outage::from)).toList();
    this.slack = slack;
  }

  void match(List<ScheduledTarget> targets, List<Instant> begins) {
    List<Window> all =
        targets.stream().map(this::window).sorted(Comparator.comparing(Window::from)).toList();
    List<Instant> inOrder = begins.stream().sorted().toList();
    match(all, inOrder, new ArrayList<>(), outside);
    List<Window> required = all.stream().filter(window -> !window.optional()).toList();
    match(required, inOrder, empty, new ArrayList<>());
  }

  private static void match(
      List<Window> windows, List<Instant> begins, List<Window> empty, List<Instant> outside) {
    PriorityQueue<Window> open = new PriorityQueue<>(Comparator.comparing(Window::to));
    int next = 0;
    for (Instant begin : begins) {
      while (next < windows.size() && !windows.get(next).from().isAfter(begin)) {
        open.add(windows.get(next++));
      }
      while (!open.isEmpty() && open.element().to().isBefore(begin)) {
        empty.add(open.remove());
      }
      if (open.poll() == null) {
        outside.add(begin);
      }
    }
    empty.addAll(open);
    empty.addAll(windows.subList(next, windows.size()));
  }

  private Window window(ScheduledTarget target) {
    Instant to = target.at().plus(slack);
    for (Outage outage : outages) {
      if (outage.from().isBefore(to) && outage.to().isAfter(target.at())) {
        to = to.plus(Duration.between(outage.from(), outage.to()));
      }
    }
    return new Window(target.at(), to, target.optional());
  }

  List<Window> empty() {
    return empty;
  }

  List<Instant> outside() {
    return outside;
  }
}
