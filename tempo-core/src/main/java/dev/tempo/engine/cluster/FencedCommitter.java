package dev.tempo.engine.cluster;

import dev.tempo.engine.turn.Committer;
import dev.tempo.engine.turn.Mail;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.TurnResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the turns of a leader durable under its fence, numbered one by one. Used by the loop's
 * thread alone.
 */
public final class FencedCommitter implements Committer {
  private final ClusterStore cluster;
  private final Fence fence;
  private final OwnTurns turns;
  private long next;
  private boolean mayBeMade;

  /** One whose first turn follows this one. */
  public FencedCommitter(ClusterStore cluster, Fence fence, long last, OwnTurns turns) {
    this.turns = turns;
    this.cluster = cluster;
    this.fence = fence;
    this.next = last + 1;
  }

  @Override
  public TurnResult commit(Store store, List<Change> changes, List<Mail> mail) {
    if (mayBeMade) {
      resolve();
    }
    turns.add(next, fence.holder()); // before others can read it
    try {
      TurnResult result = cluster.commit(fence, changes, turn(next, mail));
      next++;
      return result;
    } catch (FencedException e) {
      turns.remove(next);
      throw e;
    }
  }

  @Override
  public void givenUp() {
    mayBeMade = true;
  }

  private void resolve() {
    long last = cluster.feed().last();
    if (last != next - 1 && last != next) {
      throw new FencedException("The last turn is " + last + ", not " + (next - 1));
    }
    next = last + 1;
    mayBeMade = false;
  }

  /** A turn of this number with this mail. */
  public static ClusterStore.Turn turn(long number, List<Mail> mail) {
    List<Mailbox.Answer> answers = new ArrayList<>();
    List<UUID> outcomes = new ArrayList<>();
    Map<UUID, UUID> moved = new HashMap<>();
    List<Event> events = new ArrayList<>();
    Optional<byte[]> handover = Optional.empty();
    for (Mail item : mail) {
      switch (item) {
        case Mail.Answered answered -> answers.add(answered.answer());
        case Mail.Dealt dealt -> outcomes.add(dealt.outcomeId());
        case Mail.Moved one -> moved.put(one.runId(), one.incarnation());
        case Mail.HandedOver state -> handover = Optional.of(state.state());
        case Mail.Told told -> events.add(told.event());
      }
    }
    FeedEntry entry = new FeedEntry(number, FeedCodec.write(events));
    return new ClusterStore.Turn(number, answers, outcomes, moved, handover, entry);
  }
}
