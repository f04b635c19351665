package dev.tempo.store.cluster;

import dev.tempo.Nodes;
import dev.tempo.Run;
import dev.tempo.store.Change;
import dev.tempo.store.StoreException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The part of a store that many nodes share. Thread-safe; all of it may block on the network.
 *
 * <p>One node leads: it alone decides, and {@link #commit} refuses every other. All nodes execute:
 * the leader assigns a run by starting it under the incarnation of a node ({@link
 * Change.StartRun#engineId}), and the node tells the end by the {@link Mailbox}.
 */
public interface ClusterStore {

  /** Who leads. */
  LeaseStore leases();

  /** Which nodes there are. */
  NodeStore nodes();

  /** All nodes that are known, with who leads and how much they do, by name. */
  default List<Nodes.NodeInfo> known() {
    return KnownNodes.list(this);
  }

  /** What nodes ask of the leader and tell it, and its answers. */
  Mailbox mailbox();

  /** What has changed, for nodes that did not change it. */
  Feed feed();

  /** The newest lines of runs, for those who watch them on other nodes. */
  default LineRelay lineRelay() {
    return LineRelay.NONE;
  }

  /**
   * Makes the changes of a turn, in order, and settles its mail, all or none, if the fence still
   * holds. The last statement appends the turn to the feed. Making the same turn again has no
   * further effect.
   *
   * <p>Whether a start is refused is judged by what is true afterwards, so that a repeated turn
   * gets the answer that the first one would have got: it is if the run is not running under the
   * incarnation that the change names.
   *
   * @param turn numbered one above the last one of the feed; empty turns are not committed
   * @throws FencedException if another node has taken the lease over, or turns are missing or were
   *     made by others, so that the number is not the next one; then nothing was done, and the
   *     leader's memory is worth nothing
   * @throws StoreException if the changes were not made, or it is not known whether they were
   */
  TurnResult commit(Fence fence, List<Change> changes, Turn turn);

  /**
   * Does what a commit does and takes it back, whoever leads, for a node that may lead later: what
   * first commits take longer for is done then. Does nothing where that is nothing.
   *
   * @param changes about jobs and runs that nobody has
   * @param turn without answers, a handover and moves
   * @throws StoreException if that cannot be done
   */
  default void rehearse(List<Change> changes, Turn turn) {}

  /** Runs that are under way, and whose they are, in the order of their ids. */
  List<Assignment> assignments();

  /** Runs that are under way under an incarnation, in the order of their ids. */
  default List<Run> assigned(UUID incarnation) {
    return assigned(incarnation, assignedIds(incarnation));
  }

  /** The ids of runs that are under way under an incarnation. */
  Set<UUID> assignedIds(UUID incarnation);

  /** Those of these runs that are under way under an incarnation, in the order of their ids. */
  List<Run> assigned(UUID incarnation, Collection<UUID> runIds);

  /**
   * Runs that were assigned to an incarnation after others and are under way, in the order in which
   * they were assigned.
   *
   * @param position of the page before; 0 for the first one
   * @param limit of what is looked at
   */
  AssignedPage assignedAfter(UUID incarnation, long position, int limit);

  /**
   * Runs that were assigned one after the other.
   *
   * @param runs without those that cannot be read
   * @param position at which the next page begins; greater for what is assigned later
   * @param hasMore whether more may have been there
   */
  record AssignedPage(List<Run> runs, long position, boolean hasMore) {
    /** Copies the runs. */
    public AssignedPage {
      Objects.requireNonNull(runs, "runs");
      runs = List.copyOf(runs);
    }
  }

  /** Those of these runs that are there and have not ended. */
  Set<UUID> unended(Collection<UUID> runIds);

  /**
   * A run that is under way.
   *
   * @param run as it is
   * @param incarnation of the node that executes it
   */
  record Assignment(Run run, UUID incarnation) {
    /** Checks that nothing is null. */
    public Assignment {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(incarnation, "incarnation");
    }
  }

  /** How many runs are under way under each incarnation; those without any are left out. */
  Map<UUID, Integer> runningCounts();

  /**
   * On which nodes runs are under way or were last, by the names that those had; runs that have not
   * started, or are not there, are left out.
   */
  Map<UUID, String> nodeNames(Collection<UUID> runIds);

  /** What all nodes must have alike under a name; empty if none has said it. */
  Optional<String> agreed(String name);

  /**
   * Keeps a text under a name, unless there is one already: what all nodes must have alike.
   *
   * @return the one that is kept
   */
  String agree(String name, String text);

  /** What the last leader left to the next one ({@link Turn#handover}); empty if none did. */
  Optional<byte[]> handover();

  /**
   * What a turn has besides its changes.
   *
   * @param number of the turn; gapless over all leaders
   * @param answers to commands, which are taken out of the mailbox
   * @param outcomes that were dealt with, and are taken out of the mailbox
   * @param moved runs under way that are another incarnation's from now on; nothing happens to
   *     those that are not running
   * @param handover what the next leader has to know besides, in the place of what there was; empty
   *     if that stays
   * @param entry what other nodes have to know of
   */
  record Turn(
      long number,
      List<Mailbox.Answer> answers,
      List<UUID> outcomes,
      Map<UUID, UUID> moved,
      Optional<byte[]> handover,
      FeedEntry entry) {
    /** Copies the collections. */
    public Turn {
      Objects.requireNonNull(answers, "answers");
      Objects.requireNonNull(outcomes, "outcomes");
      Objects.requireNonNull(moved, "moved");
      Objects.requireNonNull(handover, "handover");
      Objects.requireNonNull(entry, "entry");
      moved = Map.copyOf(moved);
      answers = List.copyOf(answers);
      outcomes = List.copyOf(outcomes);
    }
  }

  /** The database's clock. */
  Instant now();

  /**
   * Calls the listener whenever there may be something new on a topic, until the subscription is
   * closed. Calls come one at a time, on a thread of the store; they may be too many, and never too
   * few but for {@link WakeUpListener#mayHaveMissed}.
   */
  Listening listen(List<String> topics, WakeUpListener listener);

  /**
   * Tells the listeners of a topic, on all nodes.
   *
   * @param payload at most 4,000 characters; may be empty
   */
  void wake(String topic, String payload);

  /** The same for what is waited for: it is on its way when this returns, or this fails. */
  default void wakeNow(String topic, String payload) {
    wake(topic, payload);
  }

  /** The topic of the leader: commands, outcomes, nodes that come and go. */
  String LEADER_TOPIC = "leader";

  /** The topic of all nodes: turns of the feed, and answers. */
  String FEED_TOPIC = "feed";

  /** What an incarnation of a node listens to: its assignments and cancellations. */
  static String topicOf(UUID incarnation) {
    return "node_" + incarnation;
  }

  /** Is told. */
  interface WakeUpListener {
    /** There may be something new on a topic. */
    void wokenUp(String topic, String payload);

    /** The connection was lost and is there again: anything may have been missed. */
    void mayHaveMissed();
  }

  /** Ends listening. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
