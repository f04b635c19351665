package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.task.Task;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node whose JVM is stopped (SIGSTOP) can end nothing: what may be begun again has ended by
 * itself before it is. The control has that which ends it killed. Nearly all of their time is spent
 * in waiting.
 */
@WithPostgres
@Timeout(180)
class StoppedNodeTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final String schema = PostgresServer.newSchema();
  private final List<Process> processes = new ArrayList<>();

  /** A node in a process of its own. */
  static final class NodeProcess {
    private NodeProcess() {}

    public static void main(String[] args) throws Exception {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(args[0]);
      start(PostgresStore.open(source, options(args[1])), Path.of(args[2]), args[3]);
      System.out.println("started");
      new CountDownLatch(1).await();
    }
  }

  private static PostgresOptions options(String schema) {
    return PostgresOptions.DEFAULT.withSchema(schema);
  }

  private static Tempo start(PostgresStore store, Path directory, String... labels) {
    NodeOptions options = NodeOptions.DEFAULT.withName(directory.getFileName().toString());
    for (String label : labels) {
      options = options.withLabel(label, "");
    }
    return Tempo.builder().store(store).workDirectory(directory).node(options).build().start();
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void scriptOfAStoppedNode_hasEndedBeforeItIsBegunElsewhere() throws Exception {
    try (Nodes nodes = new Nodes("guarded")) {
      nodes.stop();
      assertThat(nodes.overlap()).as("both attempts at once, in ms").isNegative();
    }
  }

  @Test
  @Tag("long")
  void scriptOfAStoppedNode_whoseSwitchIsKilled_goesOnBesideTheNextAttempt() throws Exception {
    try (Nodes nodes = new Nodes("control")) {
      nodes.stop();
      nodes.killSwitch();
      assertThat(nodes.overlap()).as("both attempts at once, in ms").isPositive();
    }
  }

  /** A node that leads, one that is stopped, and one that joins then and takes its work. */
  private final class Nodes implements AutoCloseable {
    private final String name;
    private final PostgresStore store = open();
    private final Tempo leader = start(store, directory.resolve("leader"));
    private final Process process;
    private final Path ticks;
    private final RunHandle run;
    private final CompletableFuture<UUID> second = new CompletableFuture<>();

    Nodes(String name) throws Exception {
      this.name = name;
      ticks = directory.resolve(name + ".ticks");
      process = startProcess();
      String text =
          "while read -r up idle </proc/uptime; do echo \"$TEMPO_RUN_ID $up\" >>%s; sleep 0.05; done"
              .formatted(ticks);
      Job job =
          leader.save(
              Job.named(name)
                  .task(Task.shell(text))
                  .on(name, "")
                  .rerunIfLost()
                  .lostAfter(Duration.ZERO)
                  .build());
      run = leader.run(job.id());
      leader.onEvent(
          event -> {
            if (event instanceof Event.RunStarted started
                && started.run().jobId().equals(job.id())
                && !started.run().id().equals(run.id())) {
              second.complete(started.run().id());
            }
          });
      await(() -> ticksOf(run.id()).size() > 10);
    }

    private PostgresStore open() {
      return PostgresStore.open(PostgresServer.shared().source(), options(schema));
    }

    private Process startProcess() throws Exception {
      Process started =
          new ProcessBuilder(
                  JavaCommand.of(
                      NodeProcess.class,
                      PostgresServer.shared().url(),
                      schema,
                      directory.resolve(name).toString(),
                      name))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      processes.add(started);
      BufferedReader out = started.inputReader();
      assertThat(out.readLine()).isEqualTo("started");
      return started;
    }

    void stop() throws Exception {
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
    }

    void killSwitch() throws Exception {
      String pid = Files.readString(directory.resolve(name).resolve("runs").resolve("switch"));
      ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow().destroyForcibly();
    }

    /** From the begin of the second attempt, which this waits for, to the end of the first. */
    long overlap() {
      try (PostgresStore another = open();
          Tempo other = start(another, directory.resolve("other"), name)) {
        UUID again = second.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
        await(() -> ticksOf(again).size() > 10);
        assertThat(leader.findRun(run.id()).orElseThrow().status()).isEqualTo(RunStatus.LOST);
        assertThat(other.isRunning()).isTrue();
        return ticksOf(run.id()).getLast() - ticksOf(again).getFirst();
      }
    }

    private List<Long> ticksOf(UUID runId) {
      try {
        return Files.exists(ticks)
            ? Files.readAllLines(ticks).stream()
                .filter(line -> line.startsWith(runId.toString()))
                .map(line -> (long) (1_000 * Double.parseDouble(line.split(" ")[1])))
                .toList()
            : List.of();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Ends also what its node cannot end. */
    @Override
    public void close() throws IOException {
      process.destroyForcibly().onExit().join();
      Path pids = directory.resolve(name).resolve("runs").resolve(run.id().toString());
      long wrapper = Long.parseLong(Files.readString(pids.resolve("pid")).split(" ")[0].strip());
      ProcessHandle.of(wrapper)
          .ifPresent(
              found -> {
                found.descendants().forEach(ProcessHandle::destroyForcibly);
                found.destroyForcibly();
              });
      leader.close();
      store.close();
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
