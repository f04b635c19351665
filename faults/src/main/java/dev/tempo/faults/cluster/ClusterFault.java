package dev.tempo.faults.cluster;

/**
 * What befell a node or the database.
 *
 * @param kind what
 * @param node whose; {@link #DATABASE} of the database
 * @param fromNanos from when on, by the machine's clock that never steps
 * @param toNanos until when
 */
record ClusterFault(Kind kind, String node, long fromNanos, long toNanos) {

  /** In the place of a node. */
  static final String DATABASE = "database";

  /** What happens. */
  enum Kind {
    /** The node's process is killed, and started again. */
    KILL,
    /** It stands still. */
    STOP,
    /** It and its scripts stand still. */
    STOP_WITH_SCRIPTS,
    /** Nothing passes between it and the database. */
    CUT,
    /** Nothing passes to the database. */
    CUT_TO_DATABASE,
    /** Nothing passes from the database. */
    CUT_TO_NODE,
    /** Everything takes 100 ms on each way. */
    SLOW,
    /** The database ends at once, and comes back. */
    CRASH,
    /** The database ends at once, and its synchronous replica is promoted; no plan has it. */
    PROMOTE,
    /** The same with an asynchronous one that was cut off before. */
    PROMOTE_BEHIND,
    /** The machine, or the database, stood still by itself; no plan has it. */
    STALL
  }

  boolean isPlanned() {
    return kind != Kind.STALL;
  }

  boolean isStop() {
    return kind == Kind.STOP || kind == Kind.STOP_WITH_SCRIPTS;
  }

  boolean isAt(String name) {
    return node.equals(name) || node.equals(DATABASE);
  }

  boolean meets(long from, long to) {
    return fromNanos <= to && toNanos >= from;
  }
}
