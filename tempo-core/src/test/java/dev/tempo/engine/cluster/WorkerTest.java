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
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node tells of what it ended, since it was none any more. */
class WorkerTest {
  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemorySession session = new MemoryCluster(clock).connect();
  private final NodeStore.Node node =
      new NodeStore.Node(Ids.next(), "node", Map.of(), Set.of(), true, 0, "", "1", 1);
  private final Membership membership =
      new Membership(session.nodes(), () -> node, clock, new Unconcerned());
  private final Scripts scripts = new Scripts();
  private final Told told = new Told();
  private final Worker worker =
      new Worker(new Worker.Places(session, session, clock), membership, scripts, told);

  @ParameterizedTest
  @EnumSource(
      value = RunStatus.class,
      names = {"CANCELLED", "FAILURE"})
  void scriptThatIsEndedWithItsNode_isLost_sinceItIsToBeRepeated(RunStatus end) {
    fence(true);
    scripts.end(end);
    assertThat(told.ends).extracting(Report.Ended::status).containsExactly(RunStatus.LOST);
    assertThat(told.ends).allMatch(ended -> ended.stop().isEmpty());
  }

  @Test
  void scriptThatHasSucceededAllTheSame_isASuccess() {
    fence(true);
    scripts.end(RunStatus.SUCCESS);
    assertThat(told.ends).extracting(Report.Ended::status).containsExactly(RunStatus.SUCCESS);
    assertThat(told.ends).allMatch(ended -> ended.stop().isEmpty());
  }

  @Test
  void scriptThatWasCancelledBefore_isCancelled() {
    UUID runId = begin(true);
    StopCause cause = new StopCause(StopCause.Kind.CANCEL, "by ada");
    worker.stop(runId, cause);
    worker.fenced(membership.incarnation().orElseThrow());
    scripts.end(RunStatus.CANCELLED);
    assertThat(scripts.stops).containsExactly(cause);
    assertThat(told.ends).extracting(Report.Ended::status).containsExactly(RunStatus.CANCELLED);
    assertThat(told.ends).extracting(Report.Ended::stop).containsExactly(Optional.of(cause));
  }

  @Test
  void scriptThatIsNotRepeated_goesOn() {
    begin(false);
    worker.fenced(membership.incarnation().orElseThrow());
    assertThat(scripts.stops).isEmpty();
    scripts.end(RunStatus.FAILURE);
    assertThat(told.ends).extracting(Report.Ended::status).containsExactly(RunStatus.FAILURE);
  }

  private void fence(boolean isRepeated) {
    begin(isRepeated);
    worker.fenced(membership.incarnation().orElseThrow());
    assertThat(scripts.stops).hasSize(1);
  }

  private UUID begin(boolean isRepeated) {
    membership.beat();
    Job.Builder builder = Job.named("job").task(Task.shell("sleep 60"));
    Job job = isRepeated ? builder.rerunIfLost().build() : builder.build();
    Run run =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(
                RunOrigin.occurrence(RunCause.SCHEDULE, Ids.next(), clock.instant()), Map.of()),
            RunTimeline.queued(clock.instant()),
            RunResult.NONE);
    worker.begin(new ActiveRun(run, job, membership.incarnation().orElseThrow()));
    return run.id();
  }

  /** Is told of the membership. */
  private static final class Unconcerned implements Membership.Listener {
    @Override
    public void joined(UUID incarnation) {}

    @Override
    public void lost(UUID incarnation) {}
  }

  /** Starts nothing, and says when it ended. */
  private static final class Scripts implements WorkLaunchers {
    private final List<StopCause> stops = new ArrayList<>();
    private WorkCallback started;

    void end(RunStatus status) {
      started.ended(RunOutcome.ended(status, RunResult.NONE, () -> {}));
    }

    @Override
    public RunningWork launch(ActiveRun run, WorkCallback callback) {
      started = callback;
      return stops::add;
    }

    @Override
    public RunningWork adopt(ActiveRun run, WorkCallback callback) {
      return launch(run, callback);
    }

    @Override
    public Set<UUID> left() {
      return Set.of();
    }

    @Override
    public void settled() {}
  }

  /** The leader, on this very node. */
  private static final class Told implements LocalLeader {
    private final List<Report.Ended> ends = new ArrayList<>();

    @Override
    public Optional<Object> current() {
      return Optional.of(this);
    }

    @Override
    public boolean take(
        Object which, UUID runId, UUID incarnation, Report report, Runnable durable) {
      ends.add((Report.Ended) report);
      durable.run();
      return true;
    }
  }
}
