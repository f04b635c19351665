package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Ids;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.testkit.VirtualClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Turns of a leader are numbered one by one, whatever becomes of a commit. */
class FencedCommitterTest {
  private final MemoryCluster cluster = new MemoryCluster(VirtualClock.at("2026-03-01T00:00:00Z"));
  private final MemorySession session = cluster.connect();
  private final Fence fence =
      session.leases().take(LeaseStore.ENGINE, Optional.empty(), Ids.next(), 1).orElseThrow();
  private final OwnTurns turns = new OwnTurns();
  private final FencedCommitter committer = new FencedCommitter(session, fence, 0, turns);

  private void commit() {
    committer.commit(session, List.of(), List.of());
  }

  private void giveUp(MemorySession.Fault fault) {
    session.faults(() -> fault);
    assertThatThrownBy(this::commit).isInstanceOf(StoreException.class);
    committer.givenUp();
    session.faults(() -> MemorySession.Fault.NONE);
  }

  @Test
  void turnThatWasGivenUp_andMadeAllTheSame_isFollowedByTheNextNumber() {
    commit();
    giveUp(MemorySession.Fault.LOST);
    commit();
    assertThat(session.feed().last()).isEqualTo(3);
    for (long turn = 1; turn <= 3; turn++) {
      assertThat(turns.takes(entry(turn))).as("turn " + turn + " is its own").isTrue();
    }
  }

  @Test
  void turnThatWasGivenUp_andNotMade_leavesItsNumberToTheNext() {
    commit();
    giveUp(MemorySession.Fault.REFUSED);
    commit();
    commit();
    assertThat(session.feed().last()).isEqualTo(3);
  }

  @Test
  void turnsThatAreNotItsOwn_sayThatAnotherOneLeads() {
    commit();
    FencedCommitter other = new FencedCommitter(session, fence, 1, new OwnTurns());
    other.commit(session, List.of(), List.of());
    other.commit(session, List.of(), List.of());
    committer.givenUp();
    assertThatThrownBy(this::commit)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("The last turn is 3, not 1");
  }

  @Test
  void leaderWhoseLeaseAnotherOneHasTaken_makesNoTurn_andDoesNotCountItAsItsOwn() {
    commit();
    LeaseStore leases = cluster.connect().leases();
    leases.take(LeaseStore.ENGINE, leases.find(LeaseStore.ENGINE), Ids.next(), 1);
    assertThatThrownBy(this::commit).isInstanceOf(FencedException.class);
    assertThat(session.feed().last()).isEqualTo(1);
    assertThat(turns.takes(entry(2))).isFalse();
  }

  private FeedEntry entry(long number) {
    return new FeedEntry(number, fence.holder(), new byte[0]);
  }

  @Test
  void turnOfItsNumber_thatAnotherOneMadeOnceMore_isNotItsOwn() {
    commit();
    assertThat(turns.takes(new FeedEntry(1, Ids.next(), new byte[0]))).isFalse();
    assertThat(turns.takes(entry(1))).isTrue();
  }

  @Test
  void ownTurns_areRemembered_theLatestOfThemAlone() {
    OwnTurns many = new OwnTurns();
    for (long turn = 1; turn <= 20_001; turn++) {
      many.add(turn, fence.holder());
    }
    assertThat(many.takes(entry(1))).isFalse();
    assertThat(many.takes(entry(2))).isTrue();
    assertThat(many.takes(entry(2))).as("asked for once").isFalse();
  }
}
