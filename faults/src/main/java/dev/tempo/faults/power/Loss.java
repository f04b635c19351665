package dev.tempo.faults.power;

import java.util.SplittableRandom;

/** What becomes of what was not synced. */
enum Loss {
  /** Nothing of it is there. */
  ALL,
  /** All of it is there. */
  NONE,
  /** The earlier part is there. */
  LATER,
  /** Any of it is there, whole writes at a time. */
  SOME,
  /** Any of it is there, sectors of 512 bytes at a time. */
  SMALL_SECTORS,
  /** Any of it is there, sectors of 4,096 bytes at a time. */
  LARGE_SECTORS;

  private static final Loss[] VALUES = values();

  static Loss choose(SplittableRandom random) {
    return VALUES[random.nextInt(VALUES.length)];
  }

  /** How many of things that come in order are there. */
  int kept(int all, SplittableRandom random) {
    return switch (this) {
      case ALL -> 0;
      case NONE -> all;
      default -> random.nextInt(all + 1);
    };
  }

  /** In what pieces a write may be there; 0 if as a whole. */
  int sectorBytes() {
    return switch (this) {
      case SMALL_SECTORS -> 512;
      case LARGE_SECTORS -> 4_096;
      default -> 0;
    };
  }
}
