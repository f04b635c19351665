package dev.tempo.store.conformance;

import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The leases of a {@link MemoryCluster}, and the locks of those who have them. Thread-safe. */
final class MemoryLeases {
  private final MemoryCluster shared;
  private final SharedLock lock;
  private final Map<String, LeaseStore.Lease> leases = new HashMap<>();
  private final Map<String, MemorySession> deathLocks = new HashMap<>();

  MemoryLeases(MemoryCluster shared, SharedLock lock) {
    this.shared = shared;
    this.lock = lock;
  }

  LeaseStore of(MemorySession session) {
    return new Leases(session);
  }

  /** Whether a commit under this fence counts; with the lock held. */
  boolean isHolder(Fence fence) {
    LeaseStore.Lease lease = leases.get(fence.lease());
    return lease != null && lease.fence().equals(fence) && lease.isHeld();
  }

  /** Who holds a lease, for messages; with the lock held. */
  String holder(Fence fence) {
    return String.valueOf(leases.get(fence.lease()));
  }

  /** Lets go of the death locks of a session. */
  void release(MemorySession session) {
    lock.run(
        () -> {
          deathLocks.values().removeIf(owner -> owner == session);
          lock.signal();
        });
  }

  /** Leases, as a session sees them. */
  private final class Leases implements LeaseStore {
    private final MemorySession session;

    Leases(MemorySession session) {
      this.session = session;
    }

    @Override
    public Optional<Lease> find(String name) {
      session.check();
      return lock.get(() -> Optional.ofNullable(leases.get(name)));
    }

    @Override
    public Optional<Fence> take(String name, Optional<Lease> seen, UUID nodeId, int dataVersion) {
      session.check();
      return lock.get(
          () -> {
            Optional<Lease> known = Optional.ofNullable(leases.get(name));
            if (!known.equals(seen)) {
              return Optional.empty();
            }
            long epoch = known.map(lease -> lease.fence().epoch()).orElse(0L) + 1;
            Fence fence = new Fence(name, shared.newId(), epoch);
            leases.put(name, new Lease(fence, 1, true, nodeId, dataVersion));
            return Optional.of(fence);
          });
    }

    @Override
    public boolean beat(Fence fence) {
      session.check();
      return lock.get(
          () -> {
            if (!isHolder(fence)) {
              return false;
            }
            Lease old = leases.get(fence.lease());
            leases.put(
                fence.lease(),
                new Lease(fence, old.beat() + 1, true, old.nodeId(), old.dataVersion()));
            return true;
          });
    }

    @Override
    public void resign(Fence fence) {
      session.check();
      boolean given =
          lock.get(
              () -> {
                boolean mine = isHolder(fence);
                if (mine) {
                  Lease old = leases.get(fence.lease());
                  leases.put(
                      fence.lease(),
                      new Lease(fence, old.beat(), false, old.nodeId(), old.dataVersion()));
                }
                return mine;
              });
      if (given) {
        shared.wake(ClusterStore.LEADER_TOPIC, "");
      }
    }

    @Override
    public DeathLock deathLock(String name) {
      session.check();
      return new Death(session, name);
    }
  }

  private final class Death implements LeaseStore.DeathLock {
    private final MemorySession session;
    private final String name;

    Death(MemorySession session, String name) {
      this.session = session;
      this.name = name;
    }

    @Override
    public boolean await(Duration timeout) {
      return lock.get(
          () -> {
            try {
              return awaitLocked(timeout.toNanos());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return false;
            }
          });
    }

    private boolean awaitLocked(long nanos) throws InterruptedException {
      long left = nanos;
      session.check();
      while (!take() && left > 0) {
        left = lock.await(left);
        session.check();
      }
      return isHeld();
    }

    private boolean take() {
      deathLocks.putIfAbsent(name, session);
      return isHeld();
    }

    @Override
    public boolean isHeld() {
      return session.isConnected() && lock.get(() -> deathLocks.get(name) == session);
    }

    @Override
    public void close() {
      lock.run(
          () -> {
            deathLocks.remove(name, session);
            lock.signal();
          });
    }
  }
}
