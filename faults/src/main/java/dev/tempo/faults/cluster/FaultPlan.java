package dev.tempo.faults.cluster;

import dev.tempo.faults.cluster.ClusterFault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What is to happen: the same for the same seed, though not at the same moments. */
final class FaultPlan {
  private static final Kind[] KINDS = {
    Kind.KILL,
    Kind.STOP,
    Kind.STOP_WITH_SCRIPTS,
    Kind.CUT,
    Kind.CUT_TO_DATABASE,
    Kind.CUT_TO_NODE,
    Kind.SLOW,
    Kind.CRASH
  };
  private static final double AT_LEADER = 0.5;
  private static final int LONGEST_MILLIS = 14_000;

  private final SplittableRandom random;
  private final Control control;

  /**
   * A fault to come.
   *
   * @param kind what
   * @param atLeader whether it is aimed at the leader, and not at another node
   * @param length how long it lasts
   * @param pause how long nothing happens afterwards
   */
  record Step(Kind kind, boolean atLeader, Duration length, Duration pause) {}

  FaultPlan(long seed, Control control) {
    this.random = new SplittableRandom(seed);
    this.control = control;
  }

  /** A kill, a pause and a cut, one of each. */
  static List<Step> shortForm() {
    return List.of(
        new Step(Kind.KILL, true, Duration.ZERO, Duration.ofSeconds(1)),
        new Step(Kind.STOP, true, Duration.ofMillis(6_800), Duration.ofSeconds(1)),
        new Step(Kind.CUT, false, Duration.ofMillis(9_500), Duration.ofSeconds(1)));
  }

  /** Steps that take so long together, at least. */
  List<Step> steps(Duration length) {
    List<Step> steps = new ArrayList<>();
    Duration all = Duration.ZERO;
    while (all.compareTo(length) < 0) {
      Step next = next();
      steps.add(next);
      all = all.plus(next.length()).plus(next.pause());
    }
    return steps;
  }

  private Step next() {
    Duration pause = millis(500, 6_000);
    return switch (control) {
      case NONE -> any(pause);
      case FENCE, BELIEVING_LEADER ->
          new Step(one(Kind.STOP, Kind.CUT), true, millis(8_000, 12_000), pause);
      case SELF_FENCE -> new Step(Kind.CUT, false, millis(12_000, 16_000), pause);
      case COMPARE_AND_SET, LATE_LOOKS -> new Step(Kind.STOP, false, millis(500, 3_000), pause);
    };
  }

  private Step any(Duration pause) {
    Kind kind = one(KINDS);
    Duration length =
        kind == Kind.KILL || kind == Kind.CRASH ? millis(0, 2_500) : millis(500, LONGEST_MILLIS);
    return new Step(kind, random.nextDouble() < AT_LEADER, length, pause);
  }

  private Kind one(Kind... kinds) {
    return kinds[random.nextInt(kinds.length)];
  }

  private Duration millis(int minMillis, int maxMillis) {
    return Duration.ofMillis(random.nextInt(minMillis, maxMillis));
  }
}
