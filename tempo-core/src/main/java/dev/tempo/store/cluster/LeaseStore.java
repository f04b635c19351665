package dev.tempo.store.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Leases by name. A beat is a number that grows; who watches judges by their own monotonic clock
 * how long it has stood still. Wall clocks decide nothing.
 */
public interface LeaseStore {
  /** The lease of the engine. */
  String ENGINE = "engine";

  /**
   * A lease as it is stored.
   *
   * @param fence of its holder, or of its last one
   * @param beat of its holder
   * @param isHeld false if it was given up
   * @param nodeId of its holder
   * @param dataVersion of the program that may write; an older one may work, not lead
   */
  record Lease(Fence fence, long beat, boolean isHeld, UUID nodeId, int dataVersion) {
    /** Checks that nothing is null. */
    public Lease {
      Objects.requireNonNull(fence, "fence");
      Objects.requireNonNull(nodeId, "nodeId");
    }
  }

  /** Reads a lease; empty if nobody ever had it. */
  Optional<Lease> find(String name);

  /**
   * Takes a lease that nobody ever had, or that is still as it was seen; all in one statement that
   * compares holder, epoch and beat.
   *
   * @return empty if it is not as it was seen any more
   */
  Optional<Fence> take(String name, Optional<Lease> seen, UUID nodeId, int dataVersion);

  /** Lets the beat grow; false if the lease is another's. */
  boolean beat(Fence fence);

  /** Gives a lease up, and wakes those who wait for it; does nothing if it is another's. */
  void resign(Fence fence);

  /** Opens a session that can wait for the death of whoever has a lease. */
  DeathLock deathLock(String name);

  /**
   * A lock that ends with the session that has it: whoever leads holds it, and who waits for it
   * knows at once when the leader's process has died. It decides nothing by itself. Used by one
   * thread at a time.
   */
  interface DeathLock extends AutoCloseable {
    /**
     * Waits for the lock.
     *
     * @return whether it is had
     */
    boolean await(Duration timeout);

    /** Whether the session still has it. */
    boolean isHeld();

    @Override
    void close();
  }
}
