package dev.tempo.faults.cluster;

/**
 * What is taken out to show that the checker finds that it is missing. Two guards do not show as
 * long as another one stands before them; so that other one is taken out alone, too, which must do
 * no harm.
 */
enum Control {
  /** Nothing is taken out. */
  NONE("as it is", true),
  /** A leader takes each of its beats for a good one, so that the fence alone is left. */
  BELIEVING_LEADER("leaders that never doubt themselves", true),
  /** The same, and commits do not ask whose the lease is. */
  FENCE("the same without the fence", false),
  /** A node takes each of its beats for a good one. */
  SELF_FENCE("nodes that never fence themselves", false),
  /** Whoever declares nodes dead sees beats that are some seconds old. */
  LATE_LOOKS("verdicts on beats that are seconds old", true),
  /** The same, and the verdict does not compare the beat with that of now. */
  COMPARE_AND_SET("the same without comparing", false);

  private final String text;
  private final boolean isHarmless;

  Control(String text, boolean isHarmless) {
    this.text = text;
    this.isHarmless = isHarmless;
  }

  /** For the table. */
  String text() {
    return text;
  }

  /** Whether every promise must be kept nevertheless. */
  boolean isHarmless() {
    return isHarmless;
  }
}
