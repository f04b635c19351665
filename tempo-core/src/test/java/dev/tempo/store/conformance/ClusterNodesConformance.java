package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Nodes.NodeInfo;
import dev.tempo.Nodes.State;
import dev.tempo.Run;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a store keeps of nodes, and passes on between them: who leads, who lives, and mail. */
abstract class ClusterNodesConformance extends ClusterStoreFixture {
  @Test
  final void lease_isTakenByOne_andByItsSuccessorOnlyAsItWasSeen() {
    assertThat(cluster.leases().find(LeaseStore.ENGINE)).isEmpty();
    UUID node = make.id();
    Fence first =
        cluster
            .leases()
            .take(LeaseStore.ENGINE, Optional.empty(), node, DATA_VERSION)
            .orElseThrow();
    assertThat(first.epoch()).isPositive();
    assertThat(other.cluster().leases().find(LeaseStore.ENGINE))
        .hasValueSatisfying(
            lease -> {
              assertThat(lease.fence()).isEqualTo(first);
              assertThat(lease.nodeId()).isEqualTo(node);
              assertThat(lease.isHeld()).isTrue();
              assertThat(lease.dataVersion()).isEqualTo(DATA_VERSION);
            });
    LeaseStore others = other.cluster().leases();
    assertThat(others.take(LeaseStore.ENGINE, Optional.empty(), make.id(), DATA_VERSION)).isEmpty();

    Optional<LeaseStore.Lease> seen = others.find(LeaseStore.ENGINE);
    assertThat(cluster.leases().beat(first)).isTrue();
    assertThat(others.take(LeaseStore.ENGINE, seen, make.id(), DATA_VERSION))
        .as("it has beaten since")
        .isEmpty();
    Fence second = take(other.cluster(), others.find(LeaseStore.ENGINE));
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThat(second.holder()).isNotEqualTo(first.holder());
    assertThat(cluster.leases().beat(first)).isFalse();
    cluster.leases().resign(first);
    assertThat(lease().isHeld()).as("another's lease").isTrue();
  }

  @Test
  final void leaseThatIsGivenUp_isNotHeld_andLetsNothingThrough() {
    Fence fence = lead();
    cluster.leases().resign(fence);
    assertThat(lease().isHeld()).isFalse();
    assertThat(cluster.leases().beat(fence)).isFalse();
    assertThatThrownBy(() -> commit(fence, 1)).isInstanceOf(FencedException.class);
    assertThat(take(cluster, Optional.of(lease())).epoch()).isGreaterThan(fence.epoch());
    assertThat(cluster.leases().find("another lease")).isEmpty();
  }

  @Test
  final void deathLock_isHadOnce_andAgainWhenItIsClosed() {
    try (LeaseStore.DeathLock second = other.cluster().leases().deathLock(LeaseStore.ENGINE)) {
      try (LeaseStore.DeathLock first = cluster.leases().deathLock(LeaseStore.ENGINE)) {
        assertThat(first.await(SOON)).isTrue();
        assertThat(first.isHeld()).isTrue();
        assertThat(second.await(NOT_AT_ALL)).isFalse();
        assertThat(second.isHeld()).isFalse();
      }
      assertThat(second.await(SOON)).isTrue();
    }
  }

  @Test
  final void deathLock_isHadWhenTheStoreOfItsOwnerIsClosed() {
    LeaseStore.DeathLock first = other.cluster().leases().deathLock(LeaseStore.ENGINE);
    assertThat(first.await(SOON)).isTrue();
    other.close();
    try (LeaseStore.DeathLock second = cluster.leases().deathLock(LeaseStore.ENGINE)) {
      assertThat(second.await(SOON)).isTrue();
    }
  }

  @Test
  final void nodesThatAreGone_areForgottenAfterAWhile() {
    NodeStore nodes = cluster.nodes();
    NodeStore.NodeState gone = nodes.join(node("gone"));
    NodeStore.NodeState alive = nodes.join(node("alive"));
    NodeStore.NodeState drained = nodes.join(node("drained"));
    nodes.drain(drained.node().id(), true);
    nodes.leave(drained.incarnation());
    nodes.leave(gone.incarnation());
    nodes.prune(Duration.ofHours(1));
    assertThat(nodes.list()).hasSize(3);
    nodes.prune(Duration.ofHours(1).negated());
    assertThat(nodes.list())
        .extracting(state -> state.node().id())
        .containsExactlyInAnyOrder(alive.node().id(), drained.node().id());
  }

  @Test
  final void agreement_isWhatTheFirstSaid() {
    assertThat(cluster.agreed("key")).isEmpty();
    assertThat(cluster.agree("key", "mine")).isEqualTo("mine");
    assertThat(other.cluster().agreed("key")).contains("mine");
    assertThat(other.cluster().agree("key", "yours")).isEqualTo("mine");
    assertThat(other.cluster().agree("other", "yours")).isEqualTo("yours");
  }

  @Test
  final void node_joinsUnderANewIncarnationEachTime() {
    NodeStore nodes = cluster.nodes();
    NodeStore.Node north = node("north");
    NodeStore.NodeState first = nodes.join(north);
    assertThat(first.isUp()).isTrue();
    assertThat(first.isDraining()).isFalse();
    assertThat(other.cluster().nodes().find(north.id()))
        .hasValueSatisfying(
            state -> {
              assertThat(state.node()).isEqualTo(north);
              assertThat(state.incarnation()).isEqualTo(first.incarnation());
              assertThat(state.isUp()).isTrue();
            });
    NodeStore.NodeState second = other.cluster().nodes().join(north);
    assertThat(second.incarnation()).isNotEqualTo(first.incarnation());
    assertThat(nodes.beat(first.incarnation())).isFalse();
    assertThat(nodes.beat(second.incarnation())).isTrue();
    assertThat(nodes.list())
        .extracting(NodeStore.NodeState::incarnation)
        .containsExactly(second.incarnation());
    NodeStore.Node namesake = node("north");
    assertThatThrownBy(() -> nodes.join(namesake)).isInstanceOf(IllegalStateException.class);
    nodes.leave(second.incarnation());
    assertThat(nodes.find(north.id()).orElseThrow().isUp()).isFalse();
    assertThat(cluster.known()).extracting(NodeInfo::state).containsExactly(State.STOPPED);
    assertThat(nodes.join(namesake).isUp()).isTrue();
    assertThat(nodes.forget(namesake.id())).as("it is up").isFalse();
    assertThat(nodes.forget(north.id())).isTrue();
    assertThat(nodes.list()).extracting(state -> state.node().id()).containsExactly(namesake.id());
  }

  @Test
  final void nodeThatHasBeatenSince_isNotDeclaredDead() {
    NodeStore nodes = cluster.nodes();
    NodeStore.NodeState joined = nodes.join(node("north"));
    NodeStore.NodeState seen = nodes.find(joined.node().id()).orElseThrow();
    assertThat(nodes.beat(joined.incarnation())).isTrue();
    assertThat(nodes.declareDead(seen)).isFalse();
    NodeStore.NodeState again = nodes.find(joined.node().id()).orElseThrow();
    assertThat(again.beat()).isNotEqualTo(seen.beat());
    assertThat(nodes.declareDead(again)).isTrue();
    assertThat(nodes.find(joined.node().id()).orElseThrow().isUp()).isFalse();
    assertThat(cluster.known()).extracting(NodeInfo::state).containsExactly(State.DEAD);
    assertThat(nodes.beat(joined.incarnation())).isFalse();
  }

  @Test
  final void nodeThatLeaves_getsNoMore_andHasStopped_untilItJoinsAgain() {
    NodeStore nodes = cluster.nodes();
    NodeStore.NodeState leaving = nodes.join(node("leaving"));
    nodes.update(leaving.incarnation(), NodeStore.LEAVING);
    assertThat(cluster.known()).extracting(NodeInfo::state).containsExactly(State.DRAINING);
    NodeStore.NodeState killed = nodes.find(leaving.node().id()).orElseThrow();
    assertThat(nodes.declareDead(killed)).as("it was killed as it left").isTrue();
    assertThat(cluster.known()).extracting(NodeInfo::state).containsExactly(State.STOPPED);
    nodes.join(leaving.node());
    assertThat(cluster.known()).extracting(NodeInfo::state).containsExactly(State.ALIVE);
  }

  @Test
  final void drain_outlivesIncarnations_andHandlersMayChange() {
    NodeStore nodes = cluster.nodes();
    NodeStore.NodeState joined = nodes.join(node("north"));
    UUID id = joined.node().id();
    nodes.drain(id, true);
    nodes.update(joined.incarnation(), Set.of("third"));
    NodeStore.NodeState drained = nodes.find(id).orElseThrow();
    assertThat(drained.isDraining()).isTrue();
    assertThat(drained.node().handlers()).containsExactly("third");
    assertThat(drained.node().labels()).isEqualTo(joined.node().labels());
    assertThat(nodes.join(joined.node()).isDraining()).isTrue();
    nodes.drain(id, false);
    assertThat(nodes.find(id).orElseThrow().isDraining()).isFalse();
  }

  @Test
  final void command_staysUntilATurnHasAnsweredIt_andItsAnswerIsTakenOnce() {
    Mailbox mail = other.cluster().mailbox();
    UUID node = make.id();
    Mailbox.Command first = new Mailbox.Command(make.id(), node, "save", bytes("a job"));
    Mailbox.Command second = new Mailbox.Command(make.id(), node, "run", bytes("a run"));
    Mailbox.Command third = new Mailbox.Command(make.id(), node, "run", new byte[0]);
    mail.ask(List.of(second, first, third));
    List<Mailbox.Command> waiting = cluster.mailbox().commands(2);
    assertThat(waiting).extracting(Mailbox.Command::id).containsExactly(first.id(), second.id());
    assertThat(waiting.getFirst().kind()).isEqualTo("save");
    assertThat(waiting.getFirst().incarnation()).isEqualTo(node);
    assertThat(waiting.getFirst().body()).asString().isEqualTo("a job");
    assertThat(mail.withdraw(third.id())).isTrue();
    assertThat(mail.withdraw(third.id())).isFalse();
    assertThat(mail.takeAnswer(first.id())).isEmpty();

    Fence fence = lead();
    ClusterStore.Turn turn =
        new ClusterStore.Turn(
            1,
            List.of(new Mailbox.Answer(first.id(), true, bytes("done"))),
            List.of(),
            Map.of(),
            Optional.empty(),
            new FeedEntry(1, new byte[0]));
    cluster.commit(fence, List.of(), turn);
    assertThat(cluster.mailbox().commands(10))
        .extracting(Mailbox.Command::id)
        .containsExactly(second.id());
    Mailbox.Answer answer = mail.takeAnswer(first.id()).orElseThrow();
    assertThat(answer.isDone()).isTrue();
    assertThat(answer.body()).asString().isEqualTo("done");
    assertThat(mail.takeAnswer(first.id())).isEmpty();
    assertThat(mail.withdraw(first.id())).as("it was answered").isFalse();
  }

  @Test
  final void outcomes_areTakenFromThoseWhoAreUp_andStayUntilATurnHasDealtWithThem() {
    NodeStore.NodeState joined = other.cluster().nodes().join(node("north"));
    Mailbox mail = other.cluster().mailbox();
    UUID incarnation = joined.incarnation();
    Mailbox.Outcome first = outcome(incarnation, "ended");
    Mailbox.Outcome second = outcome(incarnation, "result");
    assertThat(mail.tell(incarnation, List.of(first, second))).isTrue();
    List<Mailbox.Outcome> told = cluster.mailbox().outcomes(10);
    assertThat(told).extracting(Mailbox.Outcome::id).containsExactly(first.id(), second.id());
    assertThat(cluster.mailbox().outcomes(1, Set.of(first.id())))
        .as("what is known takes no place")
        .extracting(Mailbox.Outcome::id)
        .containsExactly(second.id());
    assertThat(cluster.mailbox().outcomes(10)).as("and is there").hasSize(2);
    assertThat(told.getFirst().runId()).isEqualTo(first.runId());
    assertThat(told.getFirst().incarnation()).isEqualTo(incarnation);
    assertThat(told.getFirst().kind()).isEqualTo("ended");
    assertThat(told.getFirst().body()).asString().isEqualTo("ended so");
    Fence fence = lead();
    ClusterStore.Turn turn =
        new ClusterStore.Turn(
            1,
            List.of(),
            List.of(first.id()),
            Map.of(),
            Optional.empty(),
            new FeedEntry(1, new byte[0]));
    cluster.commit(fence, List.of(), turn);
    assertThat(cluster.mailbox().outcomes(10))
        .extracting(Mailbox.Outcome::id)
        .containsExactly(second.id());

    other.cluster().nodes().join(joined.node());
    assertThat(mail.tell(incarnation, List.of(outcome(incarnation, "ended")))).isFalse();
    assertThat(cluster.mailbox().outcomes(10)).hasSize(1);
  }

  private Mailbox.Outcome outcome(UUID incarnation, String kind) {
    return new Mailbox.Outcome(make.id(), make.id(), incarnation, kind, bytes(kind + " so"));
  }

  @Test
  final void requestToStop_isTheNodesUntilTheRunHasEnded() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    UUID north = make.id();
    Run run = started(make.queued(job));
    commit(fence, 2, new Change.AddRun(run, north));
    cluster.mailbox().requestStop(run.id(), north, bytes("by ada"));
    cluster.mailbox().requestStop(run.id(), north, bytes("by bob"));
    assertThat(other.cluster().mailbox().stops(north))
        .singleElement()
        .satisfies(
            stop -> {
              assertThat(stop.runId()).isEqualTo(run.id());
              assertThat(stop.cause()).asString().isEqualTo("by ada");
            });
    assertThat(cluster.mailbox().stops(make.id())).isEmpty();
    commit(fence, 3, new Change.FinishRun(ended(run)));
    assertThat(cluster.mailbox().stops(north)).isEmpty();
  }

  @Test
  final void listeners_areWoken_byTurnsAndByWhoeverWakes() throws InterruptedException {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    UUID node = make.id();
    List<String> topics = List.of(ClusterStore.FEED_TOPIC, ClusterStore.topicOf(node));
    ClusterStore.WakeUpListener listener =
        new ClusterStore.WakeUpListener() {
          @Override
          public void wokenUp(String topic, String payload) {
            heard.add(topic + " " + payload);
          }

          @Override
          public void mayHaveMissed() {
            heard.add("missed");
          }
        };
    try (ClusterStore.Listening listening = other.cluster().listen(topics, listener)) {
      cluster.wake(ClusterStore.topicOf(node), "come");
      await(heard, ClusterStore.topicOf(node) + " come");
      commit(lead(), 1);
      awaitTopic(heard, ClusterStore.FEED_TOPIC);
      cluster.mailbox().requestStop(make.id(), node, bytes("stop"));
      awaitTopic(heard, ClusterStore.topicOf(node));
      assertThat(listening).isNotNull();
    }
  }

  private static void await(BlockingQueue<String> heard, String wanted)
      throws InterruptedException {
    String next;
    do {
      next = heard.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).as("before " + wanted).isNotNull();
    } while (!next.equals(wanted));
  }

  private static void awaitTopic(BlockingQueue<String> heard, String topic)
      throws InterruptedException {
    String next;
    do {
      next = heard.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).as("on " + topic).isNotNull();
    } while (!next.startsWith(topic + " "));
  }

  @Test
  final void clock_isNearOurs() {
    Instant before = cluster.now();
    assertThat(other.cluster().now()).isBetween(before.minusMillis(1), before.plus(SOON));
  }
}
