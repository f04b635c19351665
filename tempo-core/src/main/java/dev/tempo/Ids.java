package dev.tempo;

import dev.tempo.time.TimeSource;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes ids: UUIDs of version 7 (RFC 9562 §5.7), which sort in the order in which they were made.
 *
 * <p>The 12 bits after the millisecond are a counter (§6.2, method 1), so that ids made within one
 * millisecond by one generator also sort; when they run out, or the clock steps back, the
 * millisecond of the last id is counted on. The other 62 bits are random for every id.
 *
 * <p>Thread-safe. Each engine has a generator of its own.
 */
public final class Ids {
  private static final long COUNTER_MASK = 0xFFF;
  private static final long VERSION_7 = 0x7000;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  private final ReentrantLock lock = new ReentrantLock();
  private long random;
  private long millisAndCounter;

  /** A generator with a random seed from the system. */
  public Ids() {
    this(new SecureRandom().nextLong());
  }

  /** A generator that gives the same ids for the same seed and times, for tests. */
  public Ids(long seed) {
    this.random = seed;
  }

  /**
   * An id from this machine's clock, for values that are made before there is an engine. Ids made
   * within one millisecond this way do not sort.
   *
   * @return a new UUID of version 7
   */
  public static UUID next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long time = TimeSource.system().millis() << 16;
    return new UUID(
        time | VERSION_7 | random.nextInt() & COUNTER_MASK,
        VARIANT | random.nextLong() & VARIANT_MASK);
  }

  /**
   * The next id.
   *
   * @param epochMillis the current time
   * @return a UUID of version 7, greater than all that this generator has made
   */
  public UUID next(long epochMillis) {
    lock.lock();
    try {
      millisAndCounter = Math.max(millisAndCounter + 1, epochMillis << 12);
      long high =
          (millisAndCounter & ~COUNTER_MASK) << 4 | VERSION_7 | millisAndCounter & COUNTER_MASK;
      return new UUID(high, VARIANT | nextRandom() & VARIANT_MASK);
    } finally {
      lock.unlock();
    }
  }

  /**
   * From now on makes ids that are greater than this one, also when the clock was set back since.
   *
   * @param id a UUID of version 7
   */
  public void advancePast(UUID id) {
    long high = id.getMostSignificantBits();
    long made = high >> 4 & ~COUNTER_MASK | high & COUNTER_MASK;
    lock.lock();
    try {
      millisAndCounter = Math.max(millisAndCounter, made);
    } finally {
      lock.unlock();
    }
  }

  /** The time of the greatest id that was made or continued after; the epoch before. */
  public Instant latest() {
    lock.lock();
    try {
      return Instant.ofEpochMilli(millisAndCounter >> 12);
    } finally {
      lock.unlock();
    }
  }

  /** SplitMix64 (Steele, Lea, Flood 2014): cheap, and good enough to keep two machines apart. */
  private long nextRandom() {
    random += 0x9E37_79B9_7F4A_7C15L;
    long mixed = random;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }
}
