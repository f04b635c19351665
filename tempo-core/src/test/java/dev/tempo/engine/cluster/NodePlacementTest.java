package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.message.Message;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.task.Arguments;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodePlacementTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private final List<ActiveRun> active = new ArrayList<>();
  private final List<UUID> letGo = new ArrayList<>();
  private final NodePlacement placement = new NodePlacement(() -> active);
  private final Job job = Job.named("job").task(Task.handler("work")).build();

  @BeforeEach
  void listen() {
    placement.onRoom(run -> letGo.add(run.id()));
  }

  private static NodeStore.NodeState node(int number, int capacity, Map<String, String> labels) {
    UUID id = new UUID(0x7000, number);
    NodeStore.Node node =
        new NodeStore.Node(
            id, "node " + number, labels, Set.of("work"), true, capacity, "", "1", 1);
    return new NodeStore.NodeState(node, id, 1, true, false, NOON, NOON);
  }

  private static Run run(Job job) {
    return run(job, RunAttributes.DEFAULT);
  }

  private static Run run(Job job, RunAttributes attributes) {
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, Ids.next(), NOON);
    return new Run(
        Ids.next(),
        Run.JobRef.of(job),
        RunRequest.first(origin, Arguments.of(Map.of()), attributes),
        RunTimeline.queued(NOON),
        RunResult.NONE);
  }

  /** As the engine does: what has a place runs. */
  private Optional<UUID> start(Run run) {
    Optional<UUID> place = placement.place(run, job);
    place.ifPresent(node -> active.add(new ActiveRun(run, job, node)));
    return place;
  }

  private void end(ActiveRun run) {
    active.remove(run);
    placement.ended();
    placement.refresh();
  }

  private Optional<String> reason(Run run) {
    return placement.reason(run.id()).map(Message::text);
  }

  @Test
  void nodeThatWasFull_takesRunsAgain_alsoIfNothingWaitedAsTheyEnded() {
    placement.nodes(List.of(node(1, 1, Map.of())));
    for (int i = 0; i < 3; i++) {
      assertThat(start(run(job))).isPresent();
      end(active.getFirst());
    }
    assertThat(start(run(job))).isPresent();
    Run held = run(job);
    assertThat(start(held)).isEmpty();
    assertThat(reason(held)).contains("all nodes that could run it are full");
    end(active.getFirst());
    assertThat(letGo).containsExactly(held.id());
    assertThat(reason(held)).isEmpty();
    assertThat(start(held)).isPresent();
  }

  @Test
  void whatFitsNoNode_isLookedAtAgain_whenNodesOrItsJobChange_andNotWhenRunsEnd() {
    placement.nodes(List.of(node(1, 0, Map.of())));
    Job gpu = job.toBuilder().on("gpu", "").build();
    Run held = run(gpu);
    assertThat(placement.place(held, gpu)).isEmpty();
    assertThat(start(run(job))).isPresent();
    end(active.getFirst());
    assertThat(letGo).isEmpty();
    assertThat(reason(held)).contains("no node that is up has the label gpu");
    placement.jobChanged(gpu.id());
    assertThat(letGo).containsExactly(held.id());
    assertThat(placement.place(held, gpu)).isEmpty();
    placement.nodes(List.of(node(1, 0, Map.of()), node(2, 0, Map.of("gpu", "", "zone", "a"))));
    assertThat(letGo).containsExactly(held.id(), held.id());
    assertThat(placement.place(held, gpu)).contains(new UUID(0x7000, 2));
  }

  @Test
  void runs_goToTheNodeWithTheFewest_andInTurnWhereAllHaveEquallyMany() {
    placement.nodes(List.of(node(1, 0, Map.of()), node(2, 0, Map.of())));
    List<UUID> places = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      places.add(start(run(job)).orElseThrow());
      end(active.getFirst());
    }
    assertThat(places.get(0)).isNotEqualTo(places.get(1)).isEqualTo(places.get(2));
    assertThat(places.get(1)).isEqualTo(places.get(3));
    UUID busy = start(run(job)).orElseThrow();
    for (int i = 0; i < 3; i++) {
      assertThat(start(run(job)).orElseThrow()).isNotEqualTo(busy);
      end(active.getLast());
    }
  }

  @Test
  void nodesThatAreKnown_areRenewed_andNobodyComesOrGoesByThat() {
    NodeStore.NodeState one = node(1, 0, Map.of());
    NodeStore.NodeState two = node(2, 0, Map.of());
    placement.nodes(List.of(one, two));
    NodeStore.NodeState drained =
        new NodeStore.NodeState(one.node(), one.incarnation(), 2, true, true, NOON, NOON);
    List<NodeStore.NodeState> known = placement.renew(List.of(drained, node(3, 0, Map.of())));
    assertThat(known).containsExactly(drained, two);
    assertThat(placement.isUp(two.incarnation())).isTrue();
    assertThat(start(run(job))).contains(two.incarnation());
    assertThat(start(run(job))).contains(two.incarnation());
  }

  @Test
  void nodeThatIsNotHeardOf_getsNothing_untilItIs() {
    List<NodeStore.NodeState> both = List.of(node(1, 0, Map.of()), node(2, 1, Map.of()));
    UUID one = new UUID(0x7000, 1);
    UUID two = new UUID(0x7000, 2);
    placement.nodes(both, Set.of(one));
    assertThat(placement.isUp(one)).as("it is not known to be dead").isTrue();
    assertThat(start(run(job))).contains(two);
    Run held = run(job);
    assertThat(start(held)).isEmpty();
    assertThat(reason(held)).contains("all nodes that could run it are full");
    placement.nodes(both, Set.of(one, two));
    assertThat(start(held)).isEmpty();
    assertThat(reason(held))
        .contains("all nodes that could run it have been silent for some seconds");
    letGo.clear();
    placement.nodes(both, Set.of(one, two));
    placement.renew(both);
    assertThat(letGo).as("nothing has changed").isEmpty();
    placement.nodes(both);
    assertThat(letGo).containsExactly(held.id());
    assertThat(start(held)).contains(one);
  }

  @Test
  void runThatIsAskedForOnOneNode_goesThereAlone() {
    placement.nodes(List.of(node(1, 0, Map.of()), node(2, 0, Map.of())));
    RunAttributes there =
        RunAttributes.DEFAULT.withContext(
            Map.of(RunAttributes.ON_NODE, new UUID(0x7000, 2).toString()));
    for (int i = 0; i < 3; i++) {
      assertThat(start(run(job, there))).contains(new UUID(0x7000, 2));
    }
    placement.nodes(List.of(node(1, 0, Map.of())));
    Run held = run(job, there);
    assertThat(start(held)).isEmpty();
    assertThat(reason(held)).isPresent();
    assertThat(placement.isHolding()).as("for want of room").isFalse();
  }

  @Test
  void runThatNoNodeTakes_saysWhatItWants_orThatNodesAreDrained() {
    NodeStore.NodeState one = node(1, 0, Map.of());
    NodeStore.Node leaving =
        new NodeStore.Node(
            new UUID(0x7000, 2), "two", Map.of(), NodeStore.LEAVING, true, 0, "", "1", 1);
    placement.nodes(
        List.of(new NodeStore.NodeState(leaving, new UUID(0x7000, 2), 1, true, false, NOON, NOON)));
    Job script = Job.named("script").task(Task.shell("true")).build();
    Run held = run(script);
    assertThat(placement.place(held, script)).as("its only node leaves").isEmpty();
    assertThat(reason(held).orElseThrow()).contains("scripts");
    Run other = run(job);
    assertThat(placement.place(other, job)).isEmpty();
    assertThat(reason(other).orElseThrow()).contains("handler work");
    placement.nodes(
        List.of(new NodeStore.NodeState(one.node(), one.incarnation(), 1, true, true, NOON, NOON)));
    assertThat(letGo).containsExactlyInAnyOrder(held.id(), other.id());
    assertThat(placement.place(held, script)).isEmpty();
    assertThat(reason(held).orElseThrow()).contains("drained");
    Job gpu = script.toBuilder().on("gpu", "").build();
    Run labelled = run(gpu);
    assertThat(placement.place(labelled, gpu)).isEmpty();
    assertThat(reason(labelled).orElseThrow()).contains("label gpu");
  }

  @Test
  void pythonJob_goesToTheNodeThatRanItLast_unlessThatIsFull() {
    placement.nodes(List.of(node(1, 2, Map.of()), node(2, 2, Map.of())));
    Job python = Job.named("python").task(Task.python("pass")).build();
    UUID first = placement.place(run(python), python).orElseThrow();
    assertThat(placement.place(run(python), python)).contains(first);
    assertThat(placement.place(run(python), python)).isPresent().isNotEqualTo(Optional.of(first));
  }

  @Test
  void nodesOfWhichMoreIsKnown_takeMore_byTheirCapacity() {
    placement.nodes(List.of(node(1, 1, Map.of()), node(2, 9, Map.of())));
    List<UUID> places = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      places.add(start(run(job)).orElseThrow());
    }
    assertThat(places).filteredOn(new UUID(0x7000, 1)::equals).hasSize(1);
    assertThat(start(run(job))).isEmpty();
    assertThat(placement.isHolding()).isTrue();
  }
}
