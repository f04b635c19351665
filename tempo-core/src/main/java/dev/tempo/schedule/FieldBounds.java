package dev.tempo.schedule;

/** Where the fields of an expression begin and end: what lies between spaces and tabs. */
final class FieldBounds {
  /** One more than any dialect has. */
  private static final int MOST = 8;

  private final int[] begins = new int[MOST];
  private final int[] ends = new int[MOST];
  private int count;

  /** Splits a text; what lies behind the eighth field is not looked at. */
  FieldBounds(String text) {
    int i = 0;
    while (i < text.length() && count < MOST) {
      if (isSpace(text.charAt(i))) {
        i++;
        continue;
      }
      begins[count] = i;
      while (i < text.length() && !isSpace(text.charAt(i))) {
        i++;
      }
      ends[count++] = i;
    }
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  int count() {
    return count;
  }

  int begin(int index) {
    return begins[index];
  }

  int end(int index) {
    return ends[index];
  }
}
