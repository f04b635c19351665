package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.store.Change;
import dev.tempo.store.JobStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerStore;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that is away just as a script begins, for which its host reads from it. */
@Timeout(120)
class StoreOutageTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String WAITS = "It is started as soon as the store answers";
  private static final String PROBLEM = "The database restarts, says the test";

  @TempDir private Path directory;
  private final MemoryStore memory = new MemoryStore();
  private final Outage store = new Outage(memory);
  private final CountDownLatch asked = new CountDownLatch(3);
  private volatile boolean hostFails;
  private Tempo tempo;
  private Job job;

  /** What is asked of it fails while it is down. */
  private static final class Outage extends ForwardingStore {
    private volatile boolean isDown;

    Outage(MemoryStore store) {
      super(store);
    }

    private void requireUp() {
      if (isDown) {
        throw new StoreException(PROBLEM);
      }
    }

    @Override
    public JobStore jobs() {
      requireUp();
      return super.jobs();
    }

    @Override
    public RunStore runs() {
      requireUp();
      return super.runs();
    }

    @Override
    public TriggerStore triggers() {
      requireUp();
      return super.triggers();
    }

    @Override
    public Set<UUID> commit(List<Change> changes) {
      requireUp();
      return super.commit(changes);
    }
  }

  @BeforeEach
  void start() {
    tempo = open();
    job = tempo.save(Job.named("Told").task(Task.shell("echo \"$MOOD\"")).build());
  }

  @AfterEach
  void stop() {
    store.isDown = false;
    tempo.close();
    memory.close();
  }

  private Tempo open() {
    Duration moment = Duration.ofMillis(50);
    Tempo opened =
        Tempo.builder()
            .store(store)
            .workDirectory(directory)
            .shutdown(new ShutdownPolicy(moment, SOON, ShutdownPolicy.ScriptPolicy.LEAVE))
            .build();
    opened.runSurroundings((asking, run) -> surroundings());
    return opened.start();
  }

  private RunSurroundings.Additions surroundings() {
    if (hostFails) {
      asked.countDown();
      throw new StoreException(PROBLEM);
    }
    return RunSurroundings.Additions.ofVariables(Map.of("MOOD", "fine"));
  }

  @Test
  void scriptThatBegins_whileTheStoreIsDown_waitsForIt_andSaysSoOnce() throws Exception {
    RunHandle run = begunInOutage();
    Thread.sleep(200);
    store.isDown = false;
    hostFails = false;
    Run ended = run.await(SOON);
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(lines(ended)).hasSize(2).last().isEqualTo("fine");
    assertThat(lines(ended).getFirst()).contains(WAITS, PROBLEM);
  }

  @Test
  void scriptThatBegins_whileTheStoreIsDown_isLeftToTheNextEngine() throws Exception {
    RunHandle run = begunInOutage();
    tempo.close();
    store.isDown = false;
    hostFails = false;
    tempo = open();
    Run ended = tempo.awaitRun(run.id(), SOON);
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(lines(ended)).last().isEqualTo("fine");
    assertThat(ended.attempt()).isEqualTo(1);
  }

  @Test
  void scriptThatWaitsForTheStore_isCancelledAtOnce() throws Exception {
    hostFails = true;
    RunHandle run = tempo.run(job.id());
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    tempo.cancel(run.id(), "somebody");
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  private RunHandle begunInOutage() throws InterruptedException {
    hostFails = true;
    RunHandle run = tempo.run(job.id());
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    store.isDown = true;
    return run;
  }

  private List<String> lines(Run ended) {
    return memory.logs().read(ended.id(), 1, 10).stream().map(LogLine::text).toList();
  }
}
