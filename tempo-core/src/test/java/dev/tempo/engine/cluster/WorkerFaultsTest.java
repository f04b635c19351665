package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of work on a node whose leader, store or membership is gone meanwhile. */
class WorkerFaultsTest {
  private static final StopCause CANCEL = new StopCause(StopCause.Kind.CANCEL, "by ada");
  private static final StopCause SHUTDOWN = new StopCause(StopCause.Kind.SHUTDOWN, "it ends");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemorySession session = new MemoryCluster(clock).connect();
  private final NodeStore.Node node =
      new NodeStore.Node(Ids.next(), "node", Map.of(), Set.of("work"), true, 0, "", "1", 1);
  private final Membership membership =
      new Membership(session.nodes(), () -> node, clock, new Unconcerned());
  private final Held launchers = new Held();
  private final Leader leader = new Leader();
  private final Worker worker =
      new Worker(new Worker.Places(session, session, clock), membership, launchers, leader);
  private final Job handler =
      Job.named("handler")
          .task(Task.handler("work"))
          .timeout(SECOND.multipliedBy(10))
          .grace(SECOND.multipliedBy(2))
          .build();
  private final Job script = Job.named("script").task(Task.shell("sleep 60")).build();
  private UUID incarnation;

  @BeforeEach
  void join() {
    membership.beat();
    incarnation = membership.incarnation().orElseThrow();
    session.commit(
        List.of(new Change.SaveJob(handler, List.of()), new Change.SaveJob(script, List.of())));
  }

  private Run assigned(Job job) {
    Run queued =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of()),
            RunTimeline.queued(clock.instant()),
            RunResult.NONE);
    return queued.withStarted(queued.job(), clock.instant());
  }

  private Work begin(Job job) {
    Run run = assigned(job);
    session.commit(List.of(new Change.AddRun(run, incarnation)));
    worker.begin(new ActiveRun(run, job, incarnation));
    return launchers.works.get(run.id());
  }

  private void pass(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minus(SECOND)) {
      clock.advance(SECOND);
      membership.beat();
      worker.tick();
    }
  }

  private List<String> mailed() {
    return session.mailbox().outcomes(100).stream().map(Mailbox.Outcome::kind).toList();
  }

  @Test
  void handlerThatTakesTooLong_isInterrupted_andGivenUpWhenItsGraceIsOver() {
    Work work = begin(handler);
    pass(SECOND.multipliedBy(20));
    assertThat(work.stops).as("its time counts from its begin").isEmpty();
    work.run.begin(clock.nanoTime());
    pass(SECOND.multipliedBy(10));
    assertThat(work.stops).extracting(StopCause::kind).containsExactly(StopCause.Kind.TIMEOUT);
    worker.stop(work.run.run().id(), CANCEL);
    assertThat(work.stops).as("the first reason counts").hasSize(1);
    pass(SECOND.multipliedBy(2));
    Report.Ended end = leader.ended();
    assertThat(end.stop())
        .hasValueSatisfying(cause -> assertThat(cause.kind()).isEqualTo(StopCause.Kind.TIMEOUT));
    assertThat(end.result().error().orElseThrow()).contains("2s");
    boolean[] isReleased = {false};
    work.end.ended(RunOutcome.success(RunResult.NONE, () -> isReleased[0] = true));
    assertThat(isReleased[0]).as("it ends after all").isTrue();
    assertThat(leader.told).hasSize(1);
    pass(SECOND.multipliedBy(20));
    assertThat(leader.told).hasSize(1);
  }

  @Test
  void handlerOfANodeThatIsNoneAnyMore_isStopped_andNothingIsToldOfIt() {
    Work work = begin(handler);
    Work ended = begin(handler);
    leader.hears = false;
    ended.end.ended(RunOutcome.success(RunResult.NONE, () -> ended.released++));
    worker.fenced(Ids.next());
    assertThat(work.stops).as("another incarnation").isEmpty();
    worker.fenced(incarnation);
    assertThat(work.stops).hasSize(1);
    assertThat(ended.released).isEqualTo(1);
    work.end.handedOver("42");
    work.end.ended(RunOutcome.ended(RunStatus.FAILURE, RunResult.NONE, () -> work.released++));
    assertThat(work.released).isEqualTo(1);
    assertThat(worker.isTold()).isTrue();
    pass(SECOND);
    assertThat(mailed()).as("but that it has nothing else").containsOnly("FoundAll");
  }

  @Test
  void nodeThatEnds_leavesScripts_andStopsHandlers_andWhatCannotBeLeft() {
    Work one = begin(script);
    Work stuck = begin(script);
    stuck.canBeLeft = false;
    Work call = begin(handler);
    Work over = begin(handler);
    over.end.ended(RunOutcome.success(RunResult.NONE, () -> {}));
    worker.stopAll(SHUTDOWN, true);
    assertThat(one.stops).isEmpty();
    assertThat(stuck.stops).containsExactly(SHUTDOWN);
    assertThat(call.stops).containsExactly(SHUTDOWN);
    assertThat(over.stops).isEmpty();
    assertThat(worker.isIdle(true)).as("a handler goes on").isFalse();
    call.end.ended(RunOutcome.ended(RunStatus.CANCELLED, RunResult.NONE, () -> {}));
    assertThat(worker.isIdle(true)).as("so does what cannot be left").isFalse();
    stuck.end.ended(RunOutcome.unstarted());
    assertThat(worker.isIdle(true)).isTrue();
    assertThat(worker.isIdle(false)).isFalse();
    worker.stopAll(SHUTDOWN, false);
    assertThat(one.stops).containsExactly(SHUTDOWN);
  }

  @Test
  void whatWorkSaysWhileNobodyLeads_isMailedInItsOrder() {
    leader.isThere = false;
    Work work = begin(handler);
    work.end.handedOver("42");
    leader.isThere = true;
    work.end.ended(RunOutcome.success(RunResult.NONE, () -> {}));
    worker.tick();
    assertThat(mailed()).endsWith("HandedOver", "Ended");
    assertThat(leader.told).as("or it would come before the other").isEmpty();
    assertThat(worker.isTold()).as("it is not known to be durable").isFalse();
  }

  @Test
  void whatALeaderHeard_thatWasReplacedBeforeItWasDurable_isMailed() {
    leader.makesDurable = false;
    Work work = begin(handler);
    work.end.handedOver("42");
    work.end.ended(RunOutcome.success(RunResult.NONE, () -> work.released++));
    pass(SECOND);
    assertThat(leader.told).hasSize(2);
    assertThat(mailed()).doesNotContain("Ended");
    leader.term = new Object();
    pass(SECOND);
    assertThat(mailed()).endsWith("HandedOver", "Ended");
    pass(SECOND);
    assertThat(mailed()).as("once").filteredOn("Ended"::equals).hasSize(1);
  }

  @Test
  void runThatIsAnothersNow_isStoppedIfItIsAHandler_andAScriptGoesOn() {
    Work call = begin(handler);
    Work going = begin(script);
    for (Work work : List.of(call, going)) {
      Run run = work.run.run();
      session.commit(
          List.of(
              new Change.FinishRun(
                  run.withFinished(RunStatus.LOST, clock.instant(), RunResult.NONE))));
    }
    worker.look();
    worker.tick();
    worker.look();
    worker.tick();
    assertThat(call.stops).hasSize(1);
    assertThat(going.stops).isEmpty();
    call.end.ended(RunOutcome.ended(RunStatus.FAILURE, RunResult.NONE, () -> call.released++));
    assertThat(call.released).isEqualTo(1);
    assertThat(leader.told).isEmpty();
  }

  @Test
  void workGoesOnWhileTheStoreIsGone_andIsLookedAfterAsSoonAsItIsBack() {
    begin(handler);
    session.connected(false);
    worker.tick();
    Run run = assigned(handler);
    session.connected(true);
    session.commit(List.of(new Change.AddRun(run, incarnation)));
    worker.tick();
    assertThat(launchers.works).containsKey(run.id());
  }

  @Test
  void runIsBegunOnce_andOnlyByTheIncarnationToWhichItWasAssigned() {
    Work work = begin(handler);
    worker.begin(work.run);
    worker.look();
    worker.tick();
    assertThat(launchers.begun).isEqualTo(1);
    Run other = assigned(handler);
    worker.begin(new ActiveRun(other, handler, Ids.next()));
    worker.stop(other.id(), CANCEL); // of which it knows nothing
    assertThat(launchers.begun).isEqualTo(1);
    assertThat(worker.isIdle(true)).isFalse();
    assertThat(worker.isOn(Thread.currentThread())).isFalse();
  }

  @Test
  void runThatIsToStop_learnsItFromItsMail() {
    Work work = begin(handler);
    session.mailbox().requestStop(work.run.run().id(), incarnation, WireFormat.write(CANCEL));
    worker.look();
    worker.tick();
    assertThat(work.stops).containsExactly(CANCEL);
  }

  /** An earlier process of this node has left them. */
  @Test
  void scriptThatWasLeft_isSeenOutIfItIsLost_andForgottenIfItHasEnded() {
    Job repeated = script.toBuilder().id(Ids.next()).key("again").rerunIfLost().build();
    Run lost = assigned(script).withFinished(RunStatus.LOST, clock.instant(), RunResult.NONE);
    Run again = assigned(repeated).withFinished(RunStatus.LOST, clock.instant(), RunResult.NONE);
    Run ended = assigned(script).withFinished(RunStatus.SUCCESS, clock.instant(), RunResult.NONE);
    Run open = assigned(script);
    UUID unknown = Ids.next();
    session.commit(List.of(new Change.SaveJob(repeated, List.of())));
    for (Run run : List.of(lost, again, ended, open)) {
      session.commit(List.of(new Change.AddRun(run, Ids.next())));
      launchers.left.add(run.id());
    }
    launchers.left.add(unknown);
    worker.tick();
    worker.look();
    worker.tick();
    assertThat(launchers.adopted).containsExactlyInAnyOrder(lost.id(), again.id());
    assertThat(launchers.works.get(lost.id()).stops).isEmpty();
    assertThat(launchers.works.get(again.id()).stops).as("another run has its work").hasSize(1);
    Work work = launchers.works.get(lost.id());
    work.end.ended(RunOutcome.success(RunResult.NONE, () -> {}));
    assertThat(leader.ended().status()).isEqualTo(RunStatus.SUCCESS);
    pass(SECOND.multipliedBy(60));
    assertThat(launchers.isSettled).isTrue();
  }

  /** Is told of the membership. */
  private static final class Unconcerned implements Membership.Listener {
    @Override
    public void joined(UUID incarnation) {}

    @Override
    public void lost(UUID incarnation) {}
  }

  /** What was begun, and goes on until a test ends it. */
  private static final class Work implements RunningWork {
    private final ActiveRun run;
    private final WorkCallback end;
    private final List<StopCause> stops = new ArrayList<>();
    private boolean canBeLeft;
    private int released;

    Work(ActiveRun run, WorkCallback end) {
      this.run = run;
      this.end = end;
      this.canBeLeft = run.job().task() instanceof ScriptTask;
    }

    @Override
    public void stop(StopCause reason) {
      stops.add(reason);
    }

    @Override
    public boolean leave() {
      return canBeLeft;
    }
  }

  private static final class Held implements WorkLaunchers {
    private final Map<UUID, Work> works = new LinkedHashMap<>();
    private final Set<UUID> left = new HashSet<>();
    private final List<UUID> adopted = new ArrayList<>();
    private int begun;
    private boolean isSettled;

    @Override
    public RunningWork launch(ActiveRun run, WorkCallback callback) {
      begun++;
      Work work = new Work(run, callback);
      works.put(run.run().id(), work);
      return work;
    }

    @Override
    public RunningWork adopt(ActiveRun run, WorkCallback callback) {
      adopted.add(run.run().id());
      return launch(run, callback);
    }

    @Override
    public Set<UUID> left() {
      return left;
    }

    @Override
    public void settled() {
      isSettled = true;
    }
  }

  /** Leads on this very node, or does not. */
  private static final class Leader implements LocalLeader {
    private final List<Report> told = new ArrayList<>();
    private Object term = new Object();
    private boolean isThere = true;
    private boolean hears = true;
    private boolean makesDurable = true;

    @Override
    public Optional<Object> current() {
      return isThere ? Optional.of(term) : Optional.empty();
    }

    @Override
    public boolean take(
        Object which, UUID runId, UUID incarnation, Report report, Runnable durable) {
      if (hears) {
        told.add(report);
      }
      if (hears && makesDurable) {
        durable.run();
      }
      return hears;
    }

    private Report.Ended ended() {
      return (Report.Ended) told.getLast();
    }
  }
}
