package dev.tempo.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The offsets of one time zone from 1970 to 2200 as arrays, so that a search allocates nothing.
 *
 * <p>{@link ZoneRules} answers the same questions, but makes objects for each answer. Here the time
 * line is cut into <em>spans</em> of one offset each. A span shows an unbroken piece of local time,
 * from {@link #localStart} to {@link #localEnd} (exclusive). Between the end of one span and the
 * start of the next the local clock jumps: forward over a gap, or back over an overlap.
 *
 * <p>{@link #reached} is the high-water mark of the local clock before a span: the first local
 * second that it has never shown or jumped over. What lies below it in the span is a second pass.
 *
 * <p>The span of an instant is found without a search: a coarse index holds the first span of every
 * half year or so, and from there it is a step or two. Tables are made once per zone (about 10 kB
 * for one with summer time) and kept. Immutable and thread-safe.
 *
 * <p>All values are seconds; instants count from 1970-01-01T00:00:00Z.
 */
final class ZoneTable {
  /** Before every instant and local time in question, but far from overflow. */
  private static final long FAR_PAST = Long.MIN_VALUE / 4;

  private static final long FIRST = -2L * GregorianTables.SECONDS_PER_DAY;
  private static final long LAST = LocalPattern.END + 2L * GregorianTables.SECONDS_PER_DAY;
  private static final int INDEX_SHIFT = 24; // 2^24 s are 194 days
  private static final int CACHE_LIMIT = 4_096; // of offsets; there are about 600 regions

  private static final ConcurrentHashMap<ZoneId, ZoneTable> CACHE = new ConcurrentHashMap<>();

  private final long[] starts;
  private final int[] offsets;
  private final long[] reached;
  private final short[] index;

  private ZoneTable(long[] starts, int[] offsets) {
    this.starts = starts;
    this.offsets = offsets;
    this.reached = highWater(starts, offsets);
    this.index = index(starts);
  }

  /** The table of a zone; from the second call on without allocation. */
  static ZoneTable of(ZoneId zone) {
    ZoneTable table = CACHE.get(zone);
    return table == null ? make(zone) : table;
  }

  /** The number of spans. */
  int size() {
    return starts.length;
  }

  /** The span that holds an instant. */
  int spanAt(long instant) {
    long slot = Math.min(Math.max(instant, 0) >> INDEX_SHIFT, index.length - 1);
    int span = index[(int) slot];
    while (span > 0 && starts[span] > instant) { // for instants before 1970
      span--;
    }
    while (span + 1 < starts.length && starts[span + 1] <= instant) {
      span++;
    }
    return span;
  }

  /** The first instant of a span. */
  long start(int span) {
    return starts[span];
  }

  /** The first instant after a span, {@link Long#MAX_VALUE} for the last. */
  long end(int span) {
    return span + 1 < starts.length ? starts[span + 1] : Long.MAX_VALUE;
  }

  /** What is added to an instant in this span to get the local time. */
  int offset(int span) {
    return offsets[span];
  }

  /** The local time at the start of a span. */
  long localStart(int span) {
    return starts[span] + offsets[span];
  }

  /** The first local time that a span does not show, {@link Long#MAX_VALUE} for the last. */
  long localEnd(int span) {
    return span + 1 < starts.length ? starts[span + 1] + offsets[span] : Long.MAX_VALUE;
  }

  /** The first local time that the clock has not come to before a span begins. */
  long reached(int span) {
    return reached[span];
  }

  /** The first local time in a span that is no second pass. */
  long fresh(int span) {
    return Math.max(localStart(span), reached[span]);
  }

  private static ZoneTable make(ZoneId zone) {
    boolean isOffset = zone.getRules().isFixedOffset();
    ZoneTable table = zone instanceof ZoneOffset offset ? fixed(offset) : read(zone.getRules());
    if (!isOffset
        || CACHE.size()
            < CACHE_LIMIT) { // offsets such as +01:02:03 are many, and no reason to forget regions
      CACHE.put(zone, table);
    }
    return table;
  }

  private static ZoneTable fixed(ZoneOffset offset) {
    return new ZoneTable(new long[] {FAR_PAST}, new int[] {offset.getTotalSeconds()});
  }

  private static ZoneTable read(ZoneRules rules) {
    long[] starts = new long[512];
    int[] offsets = new int[512];
    starts[0] = FAR_PAST;
    offsets[0] = rules.getOffset(Instant.ofEpochSecond(FIRST)).getTotalSeconds();
    int size = 1;
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(FIRST));
    while (next != null && next.toEpochSecond() < LAST) {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, size * 2);
        offsets = Arrays.copyOf(offsets, size * 2);
      }
      starts[size] = next.toEpochSecond();
      offsets[size++] = next.getOffsetAfter().getTotalSeconds();
      next = rules.nextTransition(next.getInstant());
    }
    return new ZoneTable(Arrays.copyOf(starts, size), Arrays.copyOf(offsets, size));
  }

  private static long[] highWater(long[] starts, int[] offsets) {
    long[] reached = new long[starts.length];
    reached[0] = FAR_PAST - GregorianTables.SECONDS_PER_DAY;
    for (int span = 1; span < starts.length; span++) {
      reached[span] = Math.max(reached[span - 1], starts[span] + offsets[span - 1]);
    }
    return reached;
  }

  private static short[] index(long[] starts) {
    short[] index = new short[starts.length == 1 ? 1 : (int) (LAST >> INDEX_SHIFT) + 1];
    int span = 0;
    for (int slot = 0; slot < index.length; slot++) {
      long instant = (long) slot << INDEX_SHIFT;
      while (span + 1 < starts.length && starts[span + 1] <= instant) {
        span++;
      }
      index[slot] = (short) span;
    }
    return index;
  }
}
