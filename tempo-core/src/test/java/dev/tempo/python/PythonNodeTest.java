package dev.tempo.python;

import static dev.tempo.python.Runs.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.time.TimeSource;
import org.junit.jupiter.api.Test;

/** On a node of a cluster, runs wait for their environments in their slots. */
class PythonNodeTest extends IndexedRuns {
  private final MemoryCluster cluster = new MemoryCluster(TimeSource.system());

  private Tempo node() {
    NodeOptions options = NodeOptions.DEFAULT.withName("node");
    return runs.start(runs.builder().store(cluster.connect()).node(options).python(options()));
  }

  @Test
  void run_isCancelledAtOnceWhileItsEnvironmentIsBuilt_andTheNextOneHasThat() throws Exception {
    index.hold(ALPHA2);
    Tempo tempo = node();
    Job job = runs.save("job", SCRIPT);
    RunHandle waiting = tempo.run(job.id());
    index.awaitStall();
    until(
        "it has its slot",
        () -> tempo.findRun(waiting.id()).orElseThrow().status() == RunStatus.RUNNING);
    assertThat(tempo.cancel(waiting.id(), "ada")).isTrue();
    Run cancelled = runs.await(waiting);
    assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(cancelled.error().orElseThrow()).contains("ada");
    RunHandle next = tempo.run(job.id());
    index.letGo();
    assertThat(runs.output(runs.await(next))).containsExactly("2.0");
  }

  @Test
  void environmentThatCannotBeMade_failsTheRun_andSaysWhy() {
    node();
    Run run = runs.run(runs.save("job", SCRIPT.withVersion("3.99")));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("3.99");
  }
}
