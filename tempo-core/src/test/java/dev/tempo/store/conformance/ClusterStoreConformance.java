package dev.tempo.store.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.TurnResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store must do that several nodes share. */
@Timeout(60)
public abstract class ClusterStoreConformance {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration NOT_AT_ALL = Duration.ofMillis(1);
  private static final int DATA_VERSION = 1;
  private static final int MANY = 2_500;

  private final Runs make = new Runs();
  private ClusteredStore one;
  private ClusteredStore other;
  private ClusterStore cluster;

  /** An empty store, as a first process opens it. */
  protected abstract ClusteredStore open();

  /** The same store, as a second process opens it. */
  protected abstract ClusteredStore openAgain();

  @BeforeEach
  final void openBoth() {
    one = open();
    other = openAgain();
    cluster = one.cluster();
  }

  @AfterEach
  final void closeBoth() {
    other.close();
    one.close();
  }

  private LeaseStore.Lease lease() {
    return cluster.leases().find(LeaseStore.ENGINE).orElseThrow();
  }

  private Fence take(ClusterStore by, Optional<LeaseStore.Lease> seen) {
    return by.leases().take(LeaseStore.ENGINE, seen, make.id(), DATA_VERSION).orElseThrow();
  }

  private Fence lead() {
    return take(cluster, cluster.leases().find(LeaseStore.ENGINE));
  }

  private ClusterStore.Turn turn(long number) {
    return new ClusterStore.Turn(
        number,
        List.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        new FeedEntry(number, ("turn " + number).getBytes(UTF_8)));
  }

  private TurnResult commit(Fence fence, long number, Change... changes) {
    return cluster.commit(fence, List.of(changes), turn(number));
  }

  private NodeStore.Node node(String name) {
    return new NodeStore.Node(
        make.id(),
        name,
        Map.of("zone", "north", "gpu", ""),
        Set.of("first", "second"),
        true,
        4,
        "http://" + name + ":8080",
        "1.0",
        DATA_VERSION);
  }

  private Job savedJob(Fence fence, long turn) {
    Job job = make.job("job " + turn);
    commit(fence, turn, new Change.SaveJob(job, List.of()));
    return job;
  }

  private static Run started(Run run) {
    return run.withStarted(run.job(), Runs.NOON.plusSeconds(1));
  }

  private static Run ended(Run run) {
    return run.withFinished(RunStatus.SUCCESS, Runs.NOON.plusSeconds(2), RunResult.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

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
  final void commitOfADeposedLeader_isRefused_andDoesNothing() {
    Fence first = lead();
    savedJob(first, 1);
    Fence second = take(other.cluster(), Optional.of(lease()));
    Job late = make.job("late");
    assertThatThrownBy(() -> commit(first, 2, new Change.SaveJob(late, List.of())))
        .isInstanceOf(FencedException.class);
    assertThat(one.jobs().find(late.id())).isEmpty();
    assertThat(cluster.feed().last()).isEqualTo(1);
    Fence alike = new Fence(second.lease(), make.id(), second.epoch());
    assertThatThrownBy(() -> commit(alike, 2)).isInstanceOf(FencedException.class);
    commit(second, 2, new Change.SaveJob(late, List.of()));
    assertThat(other.jobs().find(late.id())).isPresent();
  }

  @Test
  final void turnThatDoesNotFollowTheLast_isRefused() {
    Fence fence = lead();
    savedJob(fence, 1);
    assertThatThrownBy(() -> savedJob(fence, 3)).isInstanceOf(FencedException.class);
    assertThat(cluster.feed().last()).isEqualTo(1);
    Fence next = take(other.cluster(), Optional.of(lease()));
    assertThatThrownBy(() -> savedJob(next, 1))
        .as("it was another one's turn")
        .isInstanceOf(FencedException.class);
  }

  @Test
  final void turnThatIsMadeAgain_hasNoFurtherEffect_andTheSameAnswer() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    UUID trigger = make.id();
    Run first = make.occurrence(job, trigger, Runs.NOON);
    Run second = make.occurrence(job, trigger, Runs.NOON);
    Run queued = make.queued(job);
    UUID node = make.id();
    commit(fence, 2, new Change.AddRun(first, node), new Change.AddRun(queued, node));
    Change[] changes = {
      new Change.AddRun(second, node), new Change.StartRun(started(queued), node)
    };
    TurnResult result = commit(fence, 3, changes);
    assertThat(result).isEqualTo(new TurnResult(Set.of(second.id()), Set.of()));
    assertThat(commit(fence, 3, changes)).isEqualTo(result);
    assertThat(cluster.feed().last()).isEqualTo(3);
    assertThat(cluster.feed().after(0, 10))
        .extracting(FeedEntry::number)
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  final void startsThatCameTooLate_areTold() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    Run run = make.queued(job);
    Run gone = make.queued(job);
    UUID mine = make.id();
    UUID others = make.id();
    commit(fence, 2, new Change.AddRun(run, mine));
    assertThat(commit(fence, 3, new Change.StartRun(started(run), others)).refusedStarts())
        .isEmpty();
    TurnResult late =
        commit(
            fence,
            4,
            new Change.StartRun(started(run), mine),
            new Change.StartRun(started(gone), mine));
    assertThat(late.refusedStarts()).containsExactlyInAnyOrder(run.id(), gone.id());
    assertThat(cluster.assignments())
        .containsExactly(new ClusterStore.Assignment(started(run), others));
    commit(fence, 5, new Change.FinishRun(ended(started(run))));
    assertThat(commit(fence, 6, new Change.StartRun(started(run), others)).refusedStarts())
        .containsExactly(run.id());
    assertThat(one.runs().find(run.id()).map(Run::status)).contains(RunStatus.SUCCESS);
  }

  @Test
  final void turnWithMoreRunsThanOneStatementTakes_assignsEachOfThem() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    UUID north = make.id();
    UUID south = make.id();
    Set<UUID> running = new HashSet<>();
    List<Change> additions = new ArrayList<>();
    List<Change> starts = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Run queued = make.queued(job);
      Run begun = started(make.queued(job));
      running.add(begun.id());
      additions.add(new Change.AddRun(begun, north));
      additions.add(new Change.AddRun(queued, south));
      starts.add(new Change.StartRun(started(queued), south));
    }
    cluster.commit(fence, additions, turn(2));
    assertThat(cluster.commit(fence, starts, turn(3))).isEqualTo(TurnResult.ALL_DONE);
    assertThat(cluster.assigned(north).stream().map(Run::id).collect(Collectors.toSet()))
        .isEqualTo(running);
    assertThat(cluster.assigned(south)).hasSize(MANY);
  }

  @Test
  final void newAssignments_areReadInTheirOrder_fromWhereTheLastOnesEnded() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    UUID north = make.id();
    UUID south = make.id();
    Run late = make.queued(job);
    Run first = started(make.queued(job));
    Run second = started(make.queued(job));
    Run moved = started(make.queued(job));
    commit(fence, 2, new Change.AddRun(late, north), new Change.AddRun(first, north));
    commit(fence, 3, new Change.AddRun(second, north), new Change.AddRun(moved, south));
    ClusterStore seen = other.cluster();
    ClusterStore.AssignedPage page = seen.assignedAfter(north, 0, 1);
    assertThat(page.runs()).containsExactly(first);
    assertThat(page.hasMore()).isTrue();
    long read = page.position();
    assertThat(seen.assignedAfter(north, read, 10).runs()).containsExactly(second);
    assertThat(seen.assignedAfter(north, read, 10).hasMore()).isFalse();
    commit(fence, 4, new Change.StartRun(started(late), north));
    ClusterStore.Turn move =
        new ClusterStore.Turn(
            5,
            List.of(),
            List.of(),
            Map.of(moved.id(), north),
            Optional.empty(),
            new FeedEntry(5, new byte[0]));
    cluster.commit(fence, List.of(), move);
    assertThat(seen.assignedAfter(north, read, 10).runs())
        .as("what has a lower id was assigned later")
        .containsExactly(second, started(late), moved);
    commit(fence, 6, new Change.FinishRun(ended(second)));
    commit(fence, 7, new Change.RequeueRun(started(late).withRequeued()));
    ClusterStore.AssignedPage rest = seen.assignedAfter(north, read, 10);
    assertThat(rest.runs()).containsExactly(moved);
    long last = rest.position();
    assertThat(seen.assignedAfter(north, last, 10))
        .isEqualTo(new ClusterStore.AssignedPage(List.of(), last, false));
    commit(fence, 8, new Change.StartRun(started(late), north));
    assertThat(seen.assignedAfter(north, last, 10).runs())
        .as("once more")
        .containsExactly(started(late));
    assertThat(seen.assignedAfter(south, 0, 10).runs()).isEmpty();
  }

  @Test
  final void rehearsal_leavesNothing_whoeverLeads() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    Run queued = make.queued(job);
    Run begun = started(make.queued(job));
    List<Change> changes =
        List.of(
            new Change.AddRun(queued, make.id()),
            new Change.AddRun(begun, make.id()),
            new Change.FinishRun(ended(begun)));
    for (int i = 0; i < 10; i++) {
      other.cluster().rehearse(changes, turn(-1));
    }
    assertThat(one.runs().find(queued.id())).isEmpty();
    assertThat(one.runs().find(begun.id())).isEmpty();
    assertThat(cluster.assignments()).isEmpty();
    assertThat(cluster.feed().last()).isEqualTo(1);
    assertThat(commit(fence, 2, new Change.AddRun(queued, make.id())))
        .isEqualTo(TurnResult.ALL_DONE);
    Fence next = take(other.cluster(), cluster.leases().find(LeaseStore.ENGINE));
    other.cluster().commit(next, changes.subList(1, 3), turn(3));
    assertThat(one.runs().find(begun.id()).map(Run::status)).contains(RunStatus.SUCCESS);
  }

  @Test
  final void assignments_areThoseOfAnIncarnation_untilTheyEndOrMove() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    UUID north = make.id();
    UUID south = make.id();
    Run queued = make.queued(job);
    Run first = make.queued(job);
    Run second = started(make.queued(job));
    Run back = make.queued(job);
    commit(
        fence,
        2,
        new Change.AddRun(queued, north),
        new Change.AddRun(first, south),
        new Change.AddRun(second, south),
        new Change.AddRun(back, south));
    commit(
        fence,
        3,
        new Change.StartRun(started(first), north),
        new Change.StartRun(started(back), north));
    ClusterStore seen = other.cluster();
    assertThat(seen.assigned(north)).containsExactly(started(first), started(back));
    assertThat(seen.assigned(south)).containsExactly(second);
    assertThat(seen.assigned(make.id())).isEmpty();
    assertThat(seen.runningCounts()).isEqualTo(Map.of(north, 2, south, 1));
    assertThat(seen.assignedIds(north)).containsExactlyInAnyOrder(first.id(), back.id());
    assertThat(seen.assigned(north, List.of(back.id(), second.id(), queued.id())))
        .containsExactly(started(back));
    assertThat(seen.unended(List.of(first.id(), queued.id(), make.id())))
        .containsExactlyInAnyOrder(first.id(), queued.id());

    commit(fence, 4, new Change.RequeueRun(started(back).withRequeued()));
    ClusterStore.Turn move =
        new ClusterStore.Turn(
            5,
            List.of(),
            List.of(),
            Map.of(second.id(), north, queued.id(), south, make.id(), south),
            Optional.empty(),
            new FeedEntry(5, new byte[0]));
    cluster.commit(fence, List.of(), move);
    assertThat(seen.assigned(north)).containsExactly(started(first), second);
    assertThat(seen.assigned(south)).isEmpty();
    assertThat(one.runs().find(queued.id()).map(Run::status)).contains(RunStatus.QUEUED);

    commit(fence, 6, new Change.FinishRun(ended(started(first))));
    assertThat(seen.assignments()).containsExactly(new ClusterStore.Assignment(second, north));
    assertThat(seen.runningCounts()).isEqualTo(Map.of(north, 1));
    assertThat(seen.unended(List.of(first.id(), second.id()))).containsExactly(second.id());
  }

  @Test
  final void runs_tellTheirNodes_alsoOfEarlierIncarnations() {
    Fence fence = lead();
    Job job = savedJob(fence, 1);
    NodeStore.Node north = node("north");
    UUID before = cluster.nodes().join(north).incarnation();
    Run queued = make.queued(job);
    Run ended = make.queued(job);
    Run under = started(make.queued(job));
    commit(
        fence,
        2,
        new Change.AddRun(queued, before),
        new Change.AddRun(ended, before),
        new Change.AddRun(under, before));
    commit(fence, 3, new Change.StartRun(started(ended), before));
    commit(fence, 4, new Change.FinishRun(ended(started(ended))));
    cluster.nodes().join(north);
    assertThat(
            other
                .cluster()
                .nodeNames(List.of(queued.id(), ended.id(), under.id(), UUID.randomUUID())))
        .isEqualTo(Map.of(ended.id(), "north", under.id(), "north"));
    assertThat(cluster.nodeNames(List.of())).isEmpty();
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
  final void handover_isWhatTheLastTurnSaid_thatSaidSo() {
    assertThat(cluster.handover()).isEmpty();
    Fence fence = lead();
    ClusterStore.Turn said =
        new ClusterStore.Turn(
            1,
            List.of(),
            List.of(),
            Map.of(),
            Optional.of(bytes("paused")),
            new FeedEntry(1, new byte[0]));
    cluster.commit(fence, List.of(), said);
    savedJob(fence, 2);
    assertThat(other.cluster().handover())
        .hasValueSatisfying(b -> assertThat(b).asString().isEqualTo("paused"));
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
    assertThat(nodes.beat(joined.incarnation())).isFalse();
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
  final void feed_hasTheTurnsInOrder_andForgetsWhatIsPruned() {
    Fence fence = lead();
    for (int number = 1; number <= 5; number++) {
      commit(fence, number);
    }
    assertThat(other.cluster().feed().last()).isEqualTo(5);
    List<FeedEntry> some = other.cluster().feed().after(1, 2);
    assertThat(some).extracting(FeedEntry::number).containsExactly(2L, 3L);
    assertThat(some.getFirst().body()).asString().isEqualTo("turn 2");
    assertThat(some).extracting(FeedEntry::holder).containsOnly(fence.holder());
    assertThat(other.cluster().feed().holder(2)).contains(fence.holder());
    assertThat(other.cluster().feed().holder(0)).isEmpty();
    assertThat(other.cluster().feed().holder(6)).isEmpty();
    cluster.feed().prune(Duration.ofHours(1));
    assertThat(cluster.feed().after(0, 10)).hasSize(5);
    cluster.feed().prune(Duration.ofHours(1).negated());
    assertThat(cluster.feed().after(0, 10)).isEmpty();
    assertThat(cluster.feed().last()).as("numbers go on").isEqualTo(5);
    assertThat(cluster.feed().holder(5)).contains(fence.holder());
    commit(fence, 6);
    assertThat(cluster.feed().after(5, 10)).extracting(FeedEntry::number).containsExactly(6L);
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
  final void occurrence_hasOneRun_whoeverLeads() {
    Fence first = lead();
    Trigger trigger = Trigger.cron("0 12 * * *");
    Job job = savedJob(first, 1);
    Run run = make.occurrence(job, trigger.id(), Runs.NOON);
    commit(first, 2, new Change.AddRun(run, make.id()));
    Fence second = take(other.cluster(), Optional.of(lease()));
    Run again = make.occurrence(job, trigger.id(), Runs.NOON);
    TurnResult result =
        other.cluster().commit(second, List.of(new Change.AddRun(again, make.id())), turn(3));
    assertThat(result.refusedRuns()).containsExactly(again.id());
    assertThat(one.runs().find(again.id())).isEmpty();
  }

  @Test
  final void clock_isNearOurs() {
    Instant before = cluster.now();
    assertThat(other.cluster().now()).isBetween(before.minusMillis(1), before.plus(SOON));
  }
}
