package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.JobPolicy;
import dev.tempo.NodeOptions;
import dev.tempo.NodePolicy;
import dev.tempo.Nodes;
import dev.tempo.NotFoundException;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes on one store, in real time. */
@Timeout(120)
class ClusterTest extends ClusterFixture {
  private UUID leader() {
    return cluster.connect().leases().find(LeaseStore.ENGINE).orElseThrow().nodeId();
  }

  @Test
  void oneNode_decidesAndExecutes() {
    Tempo only = node("only", "work");
    Job job = only.save(job("work"));
    assertThat(only.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ran).containsExactly("only work");
    assertThat(only.isRunning()).isTrue();
  }

  @Test
  void nodeThatDoesNotLead_asksTheLeader_andIsAnsweredAsByItself() {
    Tempo first = node("first", "work");
    Tempo second = node("second");
    Job job = second.save(job("work"));
    assertThat(second.findJob(job.id())).contains(job);
    RunHandle run = second.run(job.id(), RunOptions.DEFAULT.withStartedBy("ada"));
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(run.run().request().origin().startedBy()).contains("ada");
    assertThat(ran).containsExactly("first work");
    assertThatThrownBy(() -> second.run(UUID.randomUUID())).isInstanceOf(NotFoundException.class);
    Job disabled = second.setEnabled(job.id(), false);
    assertThat(disabled.enabled()).isFalse();
    assertThatThrownBy(() -> second.run(job.id())).isInstanceOf(JobDisabledException.class);
    second.pauseQueue("default");
    assertThat(first.store().queues().list()).anyMatch(queue -> queue.paused());
    assertThat(second.delete(job.id())).isTrue();
    assertThat(second.delete(job.id())).isFalse();
    assertThat(second.explain(first.save(job("work")).id(), TimeSource.system().instant()))
        .isNotNull();
  }

  @Test
  void runOfAHandlerThatOneNodeHas_runsThere_andItsEndIsToldEverywhere() throws Exception {
    Tempo first = node("first");
    Tempo second = node("second", "work");
    BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    BlockingQueue<Event> heardByFirst = new LinkedBlockingQueue<>();
    second.onEvent(heard::add);
    first.onEvent(heardByFirst::add);
    Job job = first.save(job("work"));
    assertThat(first.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ran).containsExactly("second work");
    for (BlockingQueue<Event> each : List.of(heard, heardByFirst)) {
      assertThat(next(each, Event.JobSaved.class).job()).isEqualTo(job);
      assertThat(next(each, Event.RunQueued.class).run().status()).isEqualTo(RunStatus.QUEUED);
      assertThat(next(each, Event.RunStarted.class).run().status()).isEqualTo(RunStatus.RUNNING);
      Event.RunFinished finished = next(each, Event.RunFinished.class);
      assertThat(finished.run().status()).isEqualTo(RunStatus.SUCCESS);
      assertThat(finished.isLast()).isTrue();
    }
  }

  @Test
  void runOnAnotherNode_isCancelledFromAnywhere() throws Exception {
    node("first");
    Tempo second = node("second", "wait");
    Tempo third = node("third");
    RunHandle run = third.run(third.save(job("wait")).id());
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(third.cancel(run.id(), "ada")).isTrue();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    Run ended = run.await(SOON);
    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.error()).hasValueSatisfying(text -> assertThat(text).contains("ada"));
    assertThat(second.findRun(run.id()).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void runThatFitsNoNode_waits_andSaysWhy_untilOneComes() {
    Tempo first = node("first");
    RunHandle run = first.run(first.save(job("late")).id());
    assertThat(first.blockedReason(run.id()))
        .hasValueSatisfying(text -> assertThat(text).contains("handler late"));
    node("second", "late");
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ran).containsExactly("second late");
  }

  @Test
  void nodes_areKnownToEachOther_withWhatRunsThere() throws Exception {
    Tempo first = node("first");
    Tempo second = node("second", "wait");
    RunHandle run = first.run(first.save(job("wait")).id());
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    List<Nodes.NodeInfo> known = second.nodes().list();
    assertThat(known).extracting(Nodes.NodeInfo::name).containsExactly("first", "second");
    assertThat(known).extracting(Nodes.NodeInfo::running).containsExactly(0, 1);
    assertThat(known).extracting(Nodes.NodeInfo::isLeader).containsExactly(true, false);
    assertThat(known).extracting(Nodes.NodeInfo::state).containsOnly(Nodes.State.ALIVE);
    assertThat(known).extracting(Nodes.NodeInfo::id).contains(second.nodes().localId());
    assertThat(first.nodes().isLeader()).isTrue();
    assertThat(second.nodes().isLeader()).isFalse();
    assertThat(second.nodes().isShared()).isTrue();
    assertThat(first.nodes().namesOfRuns(List.of(run.id(), UUID.randomUUID())))
        .isEqualTo(Map.of(run.id(), "second"));
    release.countDown();
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    second.close();
    assertThat(first.nodes().list())
        .extracting(Nodes.NodeInfo::state)
        .containsExactly(Nodes.State.ALIVE, Nodes.State.STOPPED);
  }

  @Test
  void drainedNode_beginsNothingNew_andEndsWhatRunsThere() throws Exception {
    Tempo first = node("first");
    Tempo second = node("second", "wait", "work");
    Job job = first.save(job("work"));
    RunHandle under = first.run(first.save(job("wait")).id());
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    second.nodes().drain(second.nodes().localId());
    assertThat(first.nodes().list())
        .extracting(Nodes.NodeInfo::state)
        .containsExactly(Nodes.State.ALIVE, Nodes.State.DRAINING);
    RunHandle held = first.run(job.id());
    assertThat(second.blockedReason(held.id())).contains("all nodes that could run it are drained");
    release.countDown();
    assertThat(under.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(held.run().status()).isEqualTo(RunStatus.QUEUED);
    first.nodes().resume(second.nodes().localId());
    assertThat(held.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ran).containsExactly("second wait", "second work");
    assertThatThrownBy(() -> first.nodes().drain(UUID.randomUUID()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("There is no node");
  }

  @Test
  void drainedLeader_letsAnotherOneLead_andFinishesWhatItWasAsked() throws Exception {
    Tempo first = node("first", "work");
    Tempo second = node("second", "work");
    BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    second.onEvent(heard::add);
    Job job = first.save(job("work").toBuilder().overlap(OverlapPolicy.ALLOW).build());
    List<RunHandle> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(first.run(job.id()));
    }
    first.nodes().drain(first.nodes().localId());
    for (int i = 0; i < 50; i++) {
      all.add(second.run(job.id()));
    }
    assertThat(next(heard, Event.LeadershipChanged.class).isLeader()).isTrue();
    assertThat(second.nodes().isLeader()).isTrue();
    assertThat(first.nodes().isLeader()).isFalse();
    all.forEach(run -> assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS));
    assertThat(ran).hasSize(100);
    assertThat(first.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ran.getLast()).isEqualTo("second work");
    second.nodes().drain(second.nodes().localId());
    assertThat(second.nodes().isLeader()).as("no other gets runs").isTrue();
  }

  @Test
  void copyOfANodesDirectory_isRefusedWhileThatNodeIsUp(@TempDir Path directory) {
    TempoBuilder builder =
        Tempo.builder()
            .store(cluster.connect())
            .workDirectory(directory)
            .node(NodeOptions.DEFAULT.withName("first"))
            .daemon(true);
    UUID id;
    try (Tempo first = builder.build().start()) {
      id = first.nodes().localId();
      builder.store(cluster.connect()).node(NodeOptions.DEFAULT.withName("second"));
      try (Tempo copy = builder.build()) {
        assertThatThrownBy(copy::start)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("'first'")
            .hasMessageContaining("node-id");
      }
      assertThat(first.nodes().list()).extracting(Nodes.NodeInfo::name).containsExactly("first");
      assertThat(first.health().isHealthy()).isTrue();
    }
    try (Tempo again = builder.build().start()) {
      assertThat(again.nodes().localId()).isEqualTo(id);
    }
  }

  @Test
  void leadership_isToldToTheNodesThatItConcerns() throws Exception {
    Tempo first = node("first");
    Tempo second = node("second");
    BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    BlockingQueue<Event> heardByFirst = new LinkedBlockingQueue<>();
    second.onEvent(heard::add);
    first.onEvent(heardByFirst::add);
    first.close();
    assertThat(next(heardByFirst, Event.LeadershipChanged.class).isLeader()).isFalse();
    assertThat(next(heard, Event.LeadershipChanged.class).isLeader()).isTrue();
    assertThat(second.nodes().isLeader()).isTrue();
  }

  @Test
  void engineThatIsAlone_isTheOnlyNode_andIsNotDrained() {
    try (Tempo alone = Tempo.builder().node(NodeOptions.DEFAULT.withName("me")).build()) {
      assertThatThrownBy(() -> alone.nodes().list()).isInstanceOf(IllegalStateException.class);
      alone.start();
      Nodes.NodeInfo me = alone.nodes().list().getFirst();
      assertThat(alone.nodes().list()).hasSize(1);
      assertThat(me.id()).isEqualTo(alone.nodes().localId());
      assertThat(me.name()).isEqualTo("me");
      assertThat(me.isLeader()).isTrue();
      assertThat(alone.nodes().isLeader()).isTrue();
      assertThat(alone.nodes().isShared()).isFalse();
      alone.nodes().resume(me.id());
      assertThatThrownBy(() -> alone.nodes().drain(me.id()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Pause");
      assertThatThrownBy(() -> alone.nodes().resume(UUID.randomUUID()))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void jobThatAsksForLabels_runsOnTheNodeThatHasThemAll_andWaitsWhileNoneHas() {
    Tempo first = node("first", "work");
    NodeOptions near = NodeOptions.DEFAULT.withName("second").withLabel("zone", "a");
    node(near, "work");
    node(near.withName("third").withLabel("gpu", ""), "work");
    Job both = first.save(job("work").toBuilder().on("gpu", "").on("zone", "a").build());
    for (int i = 0; i < 5; i++) {
      assertThat(first.run(both.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    }
    assertThat(ran).hasSize(5).containsOnly("third work");

    Job nowhere =
        first.save(
            Job.named("far").task(both.task()).on("gpu", "").on("zone", "b").on("os", "x").build());
    RunHandle waits = first.run(nowhere.id());
    assertThat(first.blockedReason(waits.id()))
        .contains("no node that is up has any of the 2 labels os=x, zone=b");
    Job apart = first.save(Job.named("apart").task(Task.handler("gone")).on("gpu", "").build());
    assertThat(first.blockedReason(first.run(apart.id()).id()))
        .hasValueSatisfying(text -> assertThat(text).endsWith("it needs handler gone, gpu"));
    Job anywhere = nowhere.toBuilder().policy(JobPolicy.DEFAULT).build();
    assertThat(first.save(anywhere).policy().nodes()).isEqualTo(NodePolicy.ANY);
    assertThat(waits.await(SOON).status()).as("an edit counts").isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void leaderThatCloses_handsOver_andNothingIsLostOrDoubled() {
    Tempo first = node("first", "work");
    Job job =
        first.save(job("work").toBuilder().trigger(Trigger.every(Duration.ofSeconds(1))).build());
    Tempo second = node("second", "work");
    UUID before = leader();
    first.close();
    RunHandle run = second.run(job.id());
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(leader()).isNotEqualTo(before);
    second.pause();
    assertThat(second.findJob(job.id())).isPresent();
  }

  @Test
  void killedLeader_isReplacedWithinASecondOrTwo_andWhatRanOnItIsLost() throws Exception {
    Tempo first = node("first", "wait", "work");
    Tempo second = node("second", "work");
    RunHandle lost = first.run(first.save(job("wait")).id());
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    long killed = System.nanoTime();
    sessions.get(first).kill();
    Job job = second.save(job("work"));
    Duration took = Duration.ofNanos(System.nanoTime() - killed);
    assertThat(took).isLessThan(Duration.ofSeconds(5));
    for (int i = 0; i < 4; i++) {
      assertThat(second.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    }
    assertThat(ran).as("the dead one gets none").endsWith("second work").hasSize(5);
    assertThat(second.awaitRun(lost.id(), SOON).status()).isEqualTo(RunStatus.LOST);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).as("it fences itself").isTrue();
  }

  @Test
  void nodeThatIsCutOff_fencesItself_andComesBackUnderAnotherIncarnation() throws Exception {
    Tempo first = node("first");
    Tempo second = node("second", "wait", "work");
    RunHandle lost = first.run(first.save(job("wait")).id());
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    sessions.get(second).connected(false);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lost.await(SOON).status()).isEqualTo(RunStatus.LOST);
    sessions.get(second).connected(true);
    RunHandle again = first.run(first.save(job("work")).id());
    assertThat(again.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ran).containsExactly("second wait", "second work");
  }

  @Test
  void manyRunsFromAllNodes_runOnceEach() {
    Tempo first = node("first", "work");
    Tempo second = node("second", "work");
    Job job = first.save(job("work").toBuilder().overlap(OverlapPolicy.ALLOW).build());
    AtomicInteger done = new AtomicInteger();
    List<RunHandle> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add((i % 2 == 0 ? first : second).run(job.id()));
    }
    all.forEach(
        run -> {
          if (run.await(SOON).status() == RunStatus.SUCCESS) {
            done.incrementAndGet();
          }
        });
    assertThat(done).hasValue(200);
    assertThat(ran).hasSize(200).contains("first work", "second work");
  }

  @Test
  void nodeThatCloses_whileItIsAssignedRuns_losesNone() {
    Tempo first = node("first");
    Tempo second = node("second", "work");
    node("third", "work");
    Job job = first.save(job("work").toBuilder().overlap(OverlapPolicy.ALLOW).build());
    List<RunHandle> all = new ArrayList<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    for (int i = 0; i < 10_000 && !(i > 300 && closed.isDone()); i++) {
      all.add(first.run(job.id()));
      if (i == 50) {
        closed = CompletableFuture.runAsync(second::close);
      }
    }
    assertThat(all).allMatch(run -> run.await(SOON).status() == RunStatus.SUCCESS);
    assertThat(closed).succeedsWithin(SOON);
    assertThat(ran).contains("second work", "third work").hasSameSizeAs(all);
  }

  @Test
  void secondNodeOfAName_isRefusedUntilTheFirstLeaves() {
    Tempo first = node("same", "work");
    Job job = first.save(job("work"));
    Tempo second = node(NodeOptions.DEFAULT.withName("same"), directory.resolve("another"), "work");
    RunHandle run = second.run(job.id());
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(first.health().isHealthy()).isTrue();
    assertThat(second.health().problems().get("node")).contains("the name 'same' is up");
    first.close();
    assertThat(second.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void followersAndResults_workFromAnyNode() {
    node("first");
    Tempo second = node("second", "work");
    Job job = second.save(job("work"));
    RunHandle run = second.run(job.id());
    RunHandle next =
        second.runAfter(
            run.id(), FollowCondition.ON_SUCCESS, new RunSubmission(job.id(), RunOptions.DEFAULT));
    assertThat(next.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(second.requeue(next.id(), "ada").await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(second.acknowledge(List.of(next.id()), "ada")).isZero();
  }
}
