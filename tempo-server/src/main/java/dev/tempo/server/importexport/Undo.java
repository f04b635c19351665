package dev.tempo.server.importexport;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What takes back what an import has done so far. Not thread-safe. */
final class Undo {
  private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

  private final Deque<Runnable> steps = new ArrayDeque<>();

  /** This takes back what is about to be done, or was done just now. */
  void later(Runnable step) {
    steps.push(step);
  }

  /** Takes back everything, the last first. What cannot be is told, and the rest goes on. */
  void all() {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        LOG.error("A part of an import that failed could not be taken back", e);
      }
    }
  }
}
