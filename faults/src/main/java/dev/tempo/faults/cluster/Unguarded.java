package dev.tempo.faults.cluster;

import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusterStore.Turn;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.NodeStore.NodeState;
import dev.tempo.store.cluster.TurnResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Makes stores whose nodes lack one of their guards. */
final class Unguarded {
  private Unguarded() {}

  /** The same, without what the control takes out. */
  static ClusteredStore of(ClusteredStore store, Control control) {
    if (control == Control.NONE) {
      return store;
    }
    ClusterStore cluster = store.cluster();
    Object overrides =
        switch (control) {
          case BELIEVING_LEADER -> new BelievingLeader(cluster);
          case FENCE -> new UnfencedLeader(cluster);
          case SELF_FENCE -> new BelievingNode(cluster);
          case LATE_LOOKS -> new LateLooks(cluster);
          case COMPARE_AND_SET -> new UncomparedVerdicts(cluster);
          case NONE -> throw new IllegalArgumentException();
        };
    ClusterStore unguarded = Overridden.of(ClusterStore.class, cluster, overrides);
    return Overridden.of(
        ClusteredStore.class,
        store,
        new Object() {
          ClusterStore cluster() {
            return unguarded;
          }
        });
  }

  /** Each of its beats is good, whatever becomes of it. */
  private static final class BelievingLeader {
    private final LeaseStore leases;

    BelievingLeader(ClusterStore cluster) {
      this.leases = believing(cluster);
    }

    LeaseStore leases() {
      return leases;
    }

    static LeaseStore believing(ClusterStore cluster) {
      BackgroundBeat beats = new BackgroundBeat();
      return Overridden.of(
          LeaseStore.class,
          cluster.leases(),
          new Object() {
            boolean beat(Fence fence) {
              beats.send(() -> cluster.leases().beat(fence));
              return true;
            }
          });
    }
  }

  /** The same, and commits with the fence of whoever leads. */
  private static final class UnfencedLeader {
    private static final int TRIES = 100;

    private final ClusterStore cluster;
    private final LeaseStore leases;

    UnfencedLeader(ClusterStore cluster) {
      this.cluster = cluster;
      this.leases = BelievingLeader.believing(cluster);
    }

    LeaseStore leases() {
      return leases;
    }

    TurnResult commit(Fence fence, List<Change> changes, Turn turn) {
      for (int tried = 1; ; tried++) {
        Fence present = cluster.leases().find(fence.lease()).orElseThrow().fence();
        try {
          return cluster.commit(present, changes, after(cluster.feed().last(), turn));
        } catch (FencedException e) {
          if (tried == TRIES) {
            throw e;
          }
        }
      }
    }

    private static Turn after(long last, Turn turn) {
      return new Turn(
          last + 1,
          turn.answers(),
          turn.outcomes(),
          turn.moved(),
          turn.handover(),
          new FeedEntry(last + 1, turn.entry().body()));
    }
  }

  /** Each of its beats is good, whatever becomes of it. */
  private static final class BelievingNode {
    private final NodeStore nodes;

    BelievingNode(ClusterStore cluster) {
      BackgroundBeat beats = new BackgroundBeat();
      this.nodes =
          Overridden.of(
              NodeStore.class,
              cluster.nodes(),
              new Object() {
                boolean beat(UUID incarnation) {
                  beats.send(() -> cluster.nodes().beat(incarnation));
                  return true;
                }
              });
    }

    NodeStore nodes() {
      return nodes;
    }
  }

  /** Beats are seen up to 9 s later. */
  private static final class LateLooks {
    private static final long LATE_NANOS = Duration.ofSeconds(9).toNanos();

    private final NodeStore nodes;

    LateLooks(ClusterStore cluster) {
      Map<UUID, Look> looks = new ConcurrentHashMap<>();
      this.nodes =
          Overridden.of(
              NodeStore.class,
              cluster.nodes(),
              new Object() {
                List<NodeState> list() {
                  return cluster.nodes().list().stream().map(now -> late(now, looks)).toList();
                }
              });
    }

    private record Look(long beat, long nanos) {}

    private static NodeState late(NodeState now, Map<UUID, Look> looks) {
      long nanos = System.nanoTime();
      Look look =
          looks.compute(
              now.incarnation(),
              (any, last) ->
                  last == null || nanos - last.nanos() > LATE_NANOS
                      ? new Look(now.beat(), nanos)
                      : last);
      return new NodeState(
          now.node(),
          now.incarnation(),
          look.beat(),
          now.isUp(),
          now.isDraining(),
          now.joinedAt(),
          now.seenAt());
    }

    NodeStore nodes() {
      return nodes;
    }
  }

  /** The same, and who has beaten since is declared dead all the same. */
  private static final class UncomparedVerdicts {
    private final NodeStore nodes;

    UncomparedVerdicts(ClusterStore cluster) {
      NodeStore late = new LateLooks(cluster).nodes();
      this.nodes =
          Overridden.of(
              NodeStore.class,
              late,
              new Object() {
                boolean declareDead(NodeState seen) {
                  return cluster.nodes().list().stream()
                      .filter(now -> now.incarnation().equals(seen.incarnation()) && now.isUp())
                      .anyMatch(cluster.nodes()::declareDead);
                }
              });
    }

    NodeStore nodes() {
      return nodes;
    }
  }
}
