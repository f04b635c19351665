package dev.tempo;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The nodes that share a store: which there are, which of them decides, and which get no more work.
 * An engine that has its store for itself is the only one, and always decides. Thread-safe.
 *
 * <p>What it returns of other nodes is what the store has of them at that moment.
 */
public interface Nodes {
  /** Whether others may join: that is said by {@link TempoBuilder#node}, on a store for many. */
  boolean isShared();

  /** The id of this node; the same after each restart where nodes share their store. */
  UUID localId();

  /**
   * Whether this node decides at the moment. It may have ceased to when this returns: what must
   * happen once has to be so in the store, too. Changes are told by {@link
   * dev.tempo.event.Event.LeadershipChanged}.
   */
  boolean isLeader();

  /** All that are known, by name; also those that have left, for seven days. */
  List<NodeInfo> list();

  /**
   * Lets a node begin no more runs, until {@link #resume}; what runs there ends there. Once this
   * returns nothing new is given to it. Kept over restarts of the node. One that decides leaves
   * that to another one soon, if there is one that gets runs.
   *
   * @throws NotFoundException if there is no such node
   * @throws IllegalStateException if no others may join: its runs would start nowhere; {@link
   *     Scheduler#pause} does that
   */
  void drain(UUID nodeId);

  /**
   * Gives a node work again.
   *
   * @throws NotFoundException if there is no such node
   */
  void resume(UUID nodeId);

  /**
   * On which nodes runs are under way or were last, by the names that those had; runs that have not
   * started are left out. Nothing where an engine has its store for itself.
   *
   * @throws NullPointerException if they are null
   */
  Map<UUID, String> namesOfRuns(Collection<UUID> runIds);

  /** What becomes of a node. */
  enum State {
    /** It beats, and gets work. */
    ALIVE,
    /** It beats, and gets no more work. */
    DRAINING,
    /** It has left in order, and may have left scripts that go on until it is back. */
    STOPPED,
    /** It has not beaten for some seconds, and did not say that it leaves. */
    DEAD;

    /** Whether a node in this state beats. */
    public boolean isUp() {
      return this == ALIVE || this == DRAINING;
    }
  }

  /**
   * A node.
   *
   * @param id stable over restarts where nodes share their store
   * @param name for people
   * @param labels by which jobs ask for nodes
   * @param address under which people reach it; empty if it told none
   * @param version of the program
   * @param state what becomes of it
   * @param isDrained whether it was drained and not resumed since, which holds also of one that
   *     beats no more, once it is back
   * @param isLeader whether it decides
   * @param startedAt when it joined last
   * @param lastSeenAt when it was last heard of
   * @param running how many runs are under way there
   */
  record NodeInfo(
      UUID id,
      String name,
      Map<String, String> labels,
      Optional<String> address,
      String version,
      State state,
      boolean isDrained,
      boolean isLeader,
      Instant startedAt,
      Instant lastSeenAt,
      int running) {
    /**
     * Copies the labels.
     *
     * @throws NullPointerException if anything is null
     */
    public NodeInfo {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(labels, "labels");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(startedAt, "startedAt");
      Objects.requireNonNull(lastSeenAt, "lastSeenAt");
      labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
  }
}
