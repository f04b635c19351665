package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.log.LogLine;
import dev.tempo.store.StoreException;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts whose nodes are gone: they are lost after their time, and their true ends count. */
@Timeout(120)
class ClusterScriptTest extends ClusterFixture {
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile boolean hesitates;

  /** Begins by making a file, and ends when there is another one. */
  private Job script() {
    String text = "echo begun; touch begun; until [ -e go ]; do sleep 0.05; done; echo done";
    return Job.named("script")
        .task(Task.shell(text).withWorkingDirectory(directory))
        .on("scripts", "")
        .lostAfter(Duration.ZERO)
        .build();
  }

  private static NodeOptions scripts(String name) {
    return NodeOptions.DEFAULT.withName(name).withLabel("scripts", "");
  }

  private void awaitFile(String name) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!Files.exists(directory.resolve(name)) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(directory.resolve(name)).exists();
  }

  /** A run was lost, and its script goes on until it is told to end. */
  private void endLate(Tempo tempo, UUID runId, BlockingQueue<Event> heard) throws Exception {
    assertThat(tempo.findRun(runId).orElseThrow().status()).isEqualTo(RunStatus.LOST);
    assertThat(tempo.store().runs().isDeadLetter(runId)).isTrue();
    Files.createFile(directory.resolve("go"));
    Run corrected = next(heard, Event.RunCorrected.class).run();
    assertThat(corrected.id()).isEqualTo(runId);
    assertThat(corrected.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(corrected.exitCode()).hasValue(0);
    assertThat(corrected.error()).isEmpty();
    assertThat(corrected.result().usage().lineCount()).isEqualTo(2);
    assertThat(tempo.findRun(runId)).contains(corrected);
    assertThat(tempo.store().runs().isDeadLetter(runId)).isFalse();
    assertThat(tempo.logLines(runId).toList())
        .extracting(LogLine::text)
        .containsExactly("begun", "done");
  }

  @Test
  void scriptOfANodeThatIsCutOff_isLostAfterItsTime_andItsTrueEndCorrectsThat() throws Exception {
    Tempo first = node("first");
    BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    first.onEvent(heard::add);
    Tempo second = node(scripts("second"));
    RunHandle run = first.run(first.save(script()).id());
    awaitFile("begun");
    sessions.get(second).connected(false);
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.LOST);
    sessions.get(second).connected(true);
    endLate(first, run.id(), heard);
  }

  /** Its host does not answer; the database is there. */
  private Tempo hesitant(String name) {
    Tempo tempo = node(scripts(name));
    tempo.runSurroundings(
        (job, run) -> {
          if (hesitates) {
            asked.countDown();
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "says the test", null);
          }
          return RunSurroundings.Additions.NONE;
        });
    return tempo;
  }

  private RunHandle waitingScript(Tempo first) throws Exception {
    hesitates = true;
    RunHandle run = first.run(first.save(script()).id());
    assertThat(asked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return run;
  }

  @Test
  void scriptThatWaitsForTheStore_onANodeThatEnds_waitsForAnother() throws Exception {
    Tempo first = node("first");
    Tempo second = hesitant("second");
    RunHandle run = waitingScript(first);
    second.close();
    long end = System.nanoTime() + SOON.toNanos();
    while (first.findRun(run.id()).orElseThrow().status() == RunStatus.RUNNING
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(first.findRun(run.id()).orElseThrow().status()).isEqualTo(RunStatus.QUEUED);
    Files.createFile(directory.resolve("go"));
    node(scripts("third"));
    Run ended = run.await(SOON);
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ended.attempt()).isEqualTo(1);
  }

  @Test
  void scriptThatANodeHasLeft_isLostAfterItsTime_andItsTrueEndIsToldByTheNextProcess()
      throws Exception {
    Tempo first = node("first");
    BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    first.onEvent(heard::add);
    Tempo second = node(scripts("second"));
    RunHandle run = first.run(first.save(script()).id());
    awaitFile("begun");
    second.close();
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.LOST);
    node(scripts("second"));
    endLate(first, run.id(), heard);
  }
}
