package dev.tempo.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The values of a field in ascending order, and their regularity. For descriptions.
 *
 * @param values ascending, not empty
 */
record ValueSet(List<Integer> values) {
  /** From how many values on a regular row is told as a rule and not as a list. */
  private static final int RULE = 5;

  /** The values whose bits are set, each moved up by an offset. */
  static ValueSet of(long mask, int offset) {
    return new ValueSet(
        IntStream.range(0, 64)
            .filter(bit -> (mask >>> bit & 1) != 0)
            .mapToObj(bit -> bit + offset)
            .toList());
  }

  /** The years of a set. */
  static ValueSet of(YearSet years) {
    List<Integer> values = new ArrayList<>();
    for (int year = years.next(0); year >= 0; year = years.next(year + 1)) {
      values.add(GregorianTables.FIRST_YEAR + year);
    }
    return new ValueSet(values);
  }

  int size() {
    return values.size();
  }

  int first() {
    return values.getFirst();
  }

  int last() {
    return values.getLast();
  }

  /** Whether it is this value alone. */
  boolean is(int value) {
    return size() == 1 && first() == value;
  }

  /** The constant distance between neighbours, 0 if there is none. */
  int step() {
    int step = size() < 2 ? 0 : values.get(1) - first();
    for (int i = 2; i < size(); i++) {
      if (values.get(i) - values.get(i - 1) != step) {
        return 0;
      }
    }
    return step;
  }

  /** Whether the values follow each other without a hole; one alone does. */
  boolean isContiguous() {
    return last() - first() == size() - 1;
  }

  /** Whether the values fill a cycle evenly, as minutes 0, 20 and 40 fill 60. */
  boolean covers(int cycle) {
    return first() == 0 && step() > 1 && step() * size() == cycle;
  }

  /** Whether the values are a regular row with holes, long enough to be told as a rule. */
  boolean isArithmetic() {
    return size() >= RULE && step() > 1;
  }

  /** The values without holes, each as first and last. */
  List<int[]> spans() {
    List<int[]> spans = new ArrayList<>();
    for (int value : values) {
      if (!spans.isEmpty() && spans.getLast()[1] == value - 1) {
        spans.getLast()[1] = value;
      } else {
        spans.add(new int[] {value, value});
      }
    }
    return spans;
  }

  /** The runs of three and more values, and in between the values alone, each as first and last. */
  List<int[]> runs() {
    List<int[]> runs = new ArrayList<>();
    for (int i = 0; i < size(); ) {
      int end = i;
      while (end + 1 < size() && values.get(end + 1) == values.get(end) + 1) {
        end++;
      }
      int stop = end - i >= 2 ? end : i;
      runs.add(new int[] {values.get(i), values.get(stop)});
      i = stop + 1;
    }
    return runs;
  }
}
