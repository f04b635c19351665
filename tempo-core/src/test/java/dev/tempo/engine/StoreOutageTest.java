package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.python.index.Wheel;
import dev.tempo.store.Change;
import dev.tempo.store.JobStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerStore;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is away just as a script begins, for which its host reads from it. */
@Timeout(120)
class StoreOutageTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LAST = Duration.ofSeconds(2);
  private static final String WAITS = "It waited for the store, which did not answer";
  private static final String PROBLEM = "The database restarts, says the test";

  @TempDir private Path directory;
  private final MemoryStore memory = new MemoryStore();
  private final Outage store = new Outage(memory);
  private final CountDownLatch asked = new CountDownLatch(3);
  private final CountDownLatch askedInOutage = new CountDownLatch(2);
  private volatile Runnable onThirdQuestion = () -> {};
  private volatile boolean hostFails;
  private volatile StoreException.Reason hostsReason = StoreException.Reason.OTHER;
  private boolean keepsDirectory = true;
  private Tempo tempo;
  private Job job;

  /** What is asked of it fails while it is down. */
  private static final class Outage extends ForwardingStore {
    private volatile boolean isDown;
    private volatile boolean refusesScripts;
    private volatile boolean refusesLogs;
    private final AtomicInteger refusedLooks = new AtomicInteger();

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
      JobStore jobs = super.jobs();
      return (JobStore)
          Proxy.newProxyInstance(
              JobStore.class.getClassLoader(),
              new Class<?>[] {JobStore.class},
              (self, method, arguments) -> {
                boolean ofEnvironments =
                    Thread.currentThread().getName().startsWith("tempo-environments-");
                if (ofEnvironments && refusedLooks.getAndDecrement() > 0) {
                  throw new StoreException(PROBLEM);
                }
                return method.invoke(jobs, arguments);
              });
    }

    @Override
    public LogStore logs() {
      LogStore logs = super.logs();
      return (LogStore)
          Proxy.newProxyInstance(
              LogStore.class.getClassLoader(),
              new Class<?>[] {LogStore.class},
              (self, method, arguments) -> {
                if (refusesLogs && method.getName().equals("tail")) {
                  throw new LogStorageException(LogStorageException.Reason.UNREACHABLE, PROBLEM);
                }
                return method.invoke(logs, arguments);
              });
    }

    @Override
    public RunStore runs() {
      if (refusesScripts && Thread.currentThread().getName().startsWith("tempo-script-")) {
        throw new StoreException(PROBLEM);
      }
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
    TempoBuilder builder =
        Tempo.builder()
            .store(store)
            .shutdown(new ShutdownPolicy(moment, LAST, ShutdownPolicy.ScriptPolicy.LEAVE));
    Tempo opened = (keepsDirectory ? builder.workDirectory(directory) : builder).build();
    opened.runSurroundings((asking, run) -> surroundings());
    return opened.start();
  }

  private RunSurroundings.Additions surroundings() {
    if (hostFails) {
      asked.countDown();
      if (store.isDown) {
        askedInOutage.countDown();
      } else if (asked.getCount() == 0) {
        onThirdQuestion.run(); // here, as it is not asked for long while the store is up
      }
      throw new StoreException(hostsReason, PROBLEM, null);
    }
    return RunSurroundings.Additions.ofVariables(Map.of("MOOD", "fine"));
  }

  @Test
  void scriptThatBegins_whileTheStoreIsDown_waitsForIt_andSaysSoOnce() throws Exception {
    RunHandle run = begunInOutage();
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

  /** Where scripts are left running as an engine closes: of this one nothing is there to find. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scriptThatWaitsForTheStore_isQueuedAgain_asItsEngineCloses(boolean isDirectoryKept)
      throws Exception {
    tempo.close();
    keepsDirectory = isDirectoryKept;
    tempo = open();
    hostsReason = StoreException.Reason.UNAVAILABLE;
    RunHandle run = waiting();
    tempo.close();
    Run left = memory.runs().find(run.id()).orElseThrow();
    assertThat(left.status()).isEqualTo(RunStatus.QUEUED);
    hostFails = false;
    tempo = open();
    Run ended = tempo.awaitRun(run.id(), SOON);
    assertThat(ended.error()).isEmpty();
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ended.attempt()).isEqualTo(1);
  }

  @Test
  void scriptThatWaitsForTheStore_isCancelledAtOnce() throws Exception {
    onThirdQuestion = () -> store.refusesScripts = true; // waited for without an end
    RunHandle run = waiting();
    tempo.cancel(run.id(), "somebody");
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  /** As environments are opened, the store is asked which of their jobs are gone. */
  @Test
  void environments_areOpened_whenTheStoreAnswersAgain() throws Exception {
    Wheel wheel = Wheel.of("alpha", "1.0");
    Path file = Files.write(directory.resolve(wheel.fileName()), wheel.bytes());
    PythonTask task = Task.python("import alpha").withRequirements("alpha @ " + file.toUri());
    Job needing = tempo.save(Job.named("Needing").task(task).build());
    assertThat(tempo.run(needing.id()).await(SOON).error()).isEmpty();
    tempo.close();
    store.refusedLooks.set(2); // as the engine starts, and again
    tempo = open();
    Run ended = tempo.run(needing.id()).await(SOON);
    assertThat(store.refusedLooks.get()).isNegative();
    assertThat(ended.error()).isEmpty();
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void scriptWhoseLogWaits_goesOnAsItsEngineCloses() throws Exception {
    RunHandle run = startedWithoutLog();
    tempo.close();
    store.refusesLogs = false;
    tempo = open();
    Files.createFile(directory.resolve("gate"));
    Run ended = tempo.awaitRun(run.id(), SOON);
    assertThat(ended.error()).isEmpty();
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(lines(ended)).containsExactly("first", "last");
  }

  @Test
  void scriptWhoseLogWaits_isEndedAtOnceIfItIsCancelled() throws Exception {
    RunHandle run = startedWithoutLog();
    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    ProcessHandle script = ProcessHandle.of(pid).orElseThrow();
    tempo.cancel(run.id(), "somebody");
    script.onExit().get(1, TimeUnit.MINUTES);
    store.refusesLogs = false;
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  /** A script that has begun, and is at work until there is a gate. */
  private RunHandle startedWithoutLog() {
    store.refusesLogs = true;
    String script =
        """
        echo first
        echo $$ > %1$s/pid.new; mv %1$s/pid.new %1$s/pid
        while [ ! -e %1$s/gate ]; do sleep 0.05; done
        echo last
        """
            .formatted(directory);
    RunHandle run = tempo.run(tempo.save(Job.named("Long").task(Task.shell(script)).build()).id());
    while (!Files.exists(directory.resolve("pid"))) {
      LockSupport.parkNanos(1_000_000); // no longer than the test may take
    }
    return run;
  }

  private RunHandle begunInOutage() throws InterruptedException {
    onThirdQuestion = () -> store.isDown = true;
    RunHandle run = waiting();
    assertThat(askedInOutage.await(1, TimeUnit.MINUTES)).isTrue();
    return run;
  }

  private RunHandle waiting() throws InterruptedException {
    hostFails = true;
    RunHandle run = tempo.run(job.id());
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    return run;
  }

  private List<String> lines(Run ended) {
    return memory.logs().read(ended.id(), 1, 10).stream().map(LogLine::text).toList();
  }
}
