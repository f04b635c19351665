package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.TurnResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store must do that several nodes share. */
@Timeout(60)
public abstract class ClusterStoreConformance extends ClusterNodesConformance {
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
}
