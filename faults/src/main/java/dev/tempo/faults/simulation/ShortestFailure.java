package dev.tempo.faults.simulation;

import java.util.function.IntPredicate;

/**
 * How few steps of a history are enough to break a promise. The beginning of a longer history is
 * the shorter one, but for what comes after its last step; so fewer are tried by halves.
 *
 * @param steps so few
 */
record ShortestFailure(int steps) {

  /**
   * Looks for them.
   *
   * @param steps that are known to be enough
   * @param fails whether so many are
   */
  static ShortestFailure of(int steps, IntPredicate fails) {
    int enough = steps;
    int tooFew = 0;
    while (enough - tooFew > 1) {
      int middle = (enough + tooFew) >>> 1;
      if (fails.test(middle)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return new ShortestFailure(enough);
  }
}
