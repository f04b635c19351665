package dev.tempo.python;

import static dev.tempo.python.Runs.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Explanation;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.python.environment.EnvironmentStatus;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs that wait for the packages that their jobs ask for. */
class PythonWaitTest extends IndexedRuns {
  private Tempo tempo;
  private Job job;
  private RunHandle waiting;

  /** Has a run wait for a build that waits for the index. */
  private void hold() throws Exception {
    index.hold(ALPHA2);
    tempo = start();
    job = runs.save("job", SCRIPT);
    waiting = tempo.run(job.id());
    index.awaitStall();
  }

  @Test
  void run_staysQueuedWithTheReason_andBlocksNobody_whileItsEnvironmentIsBuilt() throws Exception {
    hold();

    Run queued = tempo.findRun(waiting.id()).orElseThrow();
    assertThat(queued.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(tempo.blockedReason(waiting.id())).contains("its environment is being built");
    assertThat(tempo.python().environment(job.id()).state())
        .isEqualTo(EnvironmentStatus.State.BUILDING);
    Run other = runs.run(runs.save("other", Task.shell("echo through")));
    assertThat(runs.output(other)).containsExactly("through");
    assertThat(tempo.findRun(waiting.id()).orElseThrow().status()).isEqualTo(RunStatus.QUEUED);

    index.letGo();
    Run done = runs.await(waiting);
    assertThat(done.status()).as(runs.log(done)).isEqualTo(RunStatus.SUCCESS);
    assertThat(done.startedAt().orElseThrow()).isAfterOrEqualTo(other.finishedAt().orElseThrow());
    assertThat(tempo.blockedReason(waiting.id())).isEmpty();
  }

  @Test
  void explain_tellsWhatAFiredRunWaitsFor() throws Exception {
    index.hold(ALPHA2);
    tempo = start();
    job =
        tempo.save(
            Job.named("job").task(SCRIPT).trigger(Trigger.every(Duration.ofSeconds(1))).build());
    index.awaitStall();
    Run fired = told(Event.RunQueued.class).findFirst().orElseThrow().run();

    Explanation why = tempo.explain(job.id(), fired.scheduledFor().orElseThrow()).getFirst();
    assertThat(why.decision()).isEqualTo(Explanation.Decision.WAITING);
    assertThat(why.text()).contains("its environment is being built");
  }

  @Test
  void manyRuns_waitForOneBuild_andKeepToTheLimit() throws Exception {
    index.hold(ALPHA2);
    tempo = start();
    job = tempo.save(Job.named("job").task(SCRIPT).overlap(OverlapPolicy.ALLOW).build());
    List<RunHandle> handles = IntStream.range(0, 4).mapToObj(i -> tempo.run(job.id())).toList();
    index.awaitStall();
    handles.forEach(handle -> assertThat(tempo.blockedReason(handle.id())).isPresent());
    index.letGo();

    List<Run> done = handles.stream().map(runs::await).toList();
    assertThat(done).allMatch(run -> run.status() == RunStatus.SUCCESS);
    assertThat(index.requests()).filteredOn(path -> path.contains("alpha-2.0")).hasSize(1);
    for (int i = 1; i < done.size(); i++) { // the queue lets one through at a time, in order
      assertThat(done.get(i).startedAt().orElseThrow())
          .isAfterOrEqualTo(done.get(i - 1).finishedAt().orElseThrow());
    }
  }

  @Test
  void cancelledWhileWaiting_isCancelledAtOnce_andTheBuildGoesOn() throws Exception {
    hold();

    assertThat(tempo.cancel(waiting.id(), "ada")).isTrue();
    assertThat(runs.await(waiting).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(tempo.blockedReason(waiting.id())).isEmpty();
    index.letGo();
    assertThat(tempo.python().prepare(job.id()).join().lock()).hasSize(1);
    assertThat(runs.output(runs.run(job))).containsExactly("2.0");
  }

  @Test
  void buildThatTakesTooLong_failsTheRun() {
    index.hold(ALPHA2);
    start(options().withEnvironments(builder -> builder.timeout(Duration.ofSeconds(4))));
    Run run = runs.run(runs.save("job", SCRIPT));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("4");
  }

  @Test
  void cancelledBuild_failsTheRunThatWaits() throws Exception {
    hold();
    tempo.python().cancelBuild(job.id());
    assertThat(runs.await(waiting).error().orElseThrow()).contains("cancelled");
  }

  @Test
  void jobChangedWhileItsRunWaits_isBuiltAsItIsNow() throws Exception {
    hold();
    tempo.save(job.toBuilder().task(SCRIPT.withRequirements("alpha==1.0")).build());
    index.letGo();
    assertThat(runs.output(runs.await(waiting))).containsExactly("1.0");
  }

  @Test
  void shutdown_waitsForNoBuild_andTheNextEngineBuildsForTheRunThatWaits() throws Exception {
    hold();
    long begin = System.nanoTime();
    tempo.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    assertThat(tempo.store().runs().find(waiting.id()).orElseThrow().status())
        .isEqualTo(RunStatus.QUEUED);

    index.letGo();
    Tempo next = start();
    Run run = next.awaitRun(waiting.id(), Runs.SOON);
    assertThat(runs.output(run)).containsExactly("2.0");
  }

  @Test
  void deletedJob_losesItsEnvironment_alsoOneThatIsBeingBuilt() throws Exception {
    index.hold(ALPHA2);
    tempo = start();
    Job built = runs.save("built", SCRIPT.withRequirements("alpha==1.0"));
    runs.run(built);
    Job building = runs.save("building", SCRIPT);
    waiting = tempo.run(building.id());
    index.awaitStall();

    tempo.delete(built.id());
    tempo.delete(building.id());
    assertThat(runs.await(waiting).status()).isEqualTo(RunStatus.CANCELLED);
    until("nothing is left", () -> jobs().isEmpty());
  }
}
