package dev.tempo.benchmarks.cron;

import java.time.Instant;
import java.util.Locale;

/**
 * An expression as a library writes it and has read it, and the place from which is searched next.
 * Refuses a library that finds something else than Tempo does.
 */
abstract class CronState {
  private static final int MOST_STRANGE = (Starts.MASK + 1) / 100;

  private CronLibrary library;
  private String text;
  private CronLibrary.Search search;
  private int start;

  final void prepare(CronLibrary which, Expression expression) throws Exception {
    library = which;
    text = expression.in(which);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(which.getClass() + " cannot express " + expression);
    }
    search = which.parse(text);
    check(new TempoCron().parse(expression.text()));
  }

  /** On the days on which the clock changes libraries differ, so a few strange answers are fine. */
  private void check(CronLibrary.Search ours) {
    int strange = 0;
    for (Instant from : Starts.INSTANTS) {
      strange += search.next(from).equals(ours.next(from)) ? 0 : 1;
    }
    if (strange > MOST_STRANGE) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s finds others for '%s' from %d of %d starting points",
              library.getClass(),
              text,
              strange,
              Starts.MASK + 1));
    }
  }

  /** The first occurrence after the next starting point. */
  final Object next() {
    return search.from(nextStart());
  }

  /** The expression, read anew. */
  final Object parse() throws Exception {
    return library.parse(text);
  }

  /** The place of the next starting point. */
  final int nextStart() {
    return start++ & Starts.MASK;
  }
}
