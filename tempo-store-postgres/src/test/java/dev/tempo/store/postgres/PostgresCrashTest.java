package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.Change;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.task.Task;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills engines, and the database under an engine, at random moments; afterwards every occurrence
 * has one run, and no run has begun twice.
 */
@WithPostgres
class PostgresCrashTest {
  private static PostgresServer server;

  @TempDir private Path directory;
  private final String schema = PostgresServer.newSchema();

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private PostgresStore open() {
    return PostgresStore.open(server.source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  @Test
  void killedEngine_losesAndDoublesNothing() throws Exception {
    killEngines(2, 20260328);
  }

  @Test
  @Tag("long")
  void killedEngines_loseAndDoubleNothing() throws Exception {
    killEngines(40, 20260329);
  }

  @Test
  void crashedDatabase_losesAndDoublesNothing() throws Exception {
    crashDatabase(2, 20261129);
  }

  @Test
  @Tag("long")
  void databaseThatCrashesOften_losesAndDoublesNothing() throws Exception {
    crashDatabase(25, 20261130);
  }

  /** Lines of a sealed chunk are forgotten by whoever stored them. */
  @Test
  void crashedDatabase_keepsSealedChunksOfRunsThatGoOn() {
    try (PostgresStore store = open()) {
      RunLogInfo key =
          new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), Instant.EPOCH);
      int chunks = 3;
      for (int i = 1; i <= chunks; i++) {
        store.logs().append(chunk(key, i, i == chunks)).join();
        server.crash();
        server.restart();
        assertThat(store.logs().count(key.runId())).isEqualTo(i);
      }
    }
  }

  private static Append chunk(RunLogInfo key, int number, boolean last) {
    LogLine line = new LogLine(number, Instant.EPOCH, LogLine.Stream.STDOUT, "a line", Set.of());
    SpoolPosition.Mark start = new SpoolPosition.Mark(0, false);
    return new Append(
        key,
        List.of(LogChunk.pack(List.of(line), true)),
        new SpoolPosition(start, start, 0, false),
        last);
  }

  @Test
  void databaseThatBecomesAStandby_isWaitedFor_untilItIsThePrimary() {
    try (PostgresStore store = open();
        ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      save(store, "before");
      server.restartAsStandby();
      Future<?> saved =
          writer.submit(() -> await("it is saved", () -> isSavedOnceReached(store, "meanwhile")));
      assertThatThrownBy(
              () ->
                  PostgresStore.open(
                      server.source(),
                      PostgresOptions.DEFAULT.withSchema(PostgresServer.newSchema())))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be reached")
          .hasMessageContaining("standby");
      server.promote();
      assertThat(saved).succeedsWithin(Duration.ofMinutes(2));
      assertThat(store.jobs().count()).isEqualTo(2);
      assertThat(store.lost()).isEmpty();
    }
  }

  private static boolean isSavedOnceReached(PostgresStore store, String job) {
    try {
      save(store, job);
      return true;
    } catch (StoreException e) {
      assertThat(e).hasMessageContaining("cannot be reached");
      return false;
    }
  }

  private static void save(PostgresStore store, String job) {
    Job saved = Job.named(job).task(Task.shell("true")).build();
    store.commit(List.of(new Change.SaveJob(saved, List.of())));
  }

  private void killEngines(int times, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Path begun = Files.createFile(directory.resolve("begun"));
    for (int i = 0; i < times; i++) {
      Process process = start(begun);
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).isEqualTo("firing");
        boolean ended = process.waitFor(random.nextLong(1, 1_500), TimeUnit.MILLISECONDS);
        assertThat(ended).as("the process went on until it was killed").isFalse();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    try (PostgresStore store = open()) {
      try (Tempo tempo =
          Tempo.builder()
              .store(store)
              .queue("default", 500)
              .handler("work", context -> {})
              .build()
              .start()) {
        stop(tempo, store);
      }
      check(store);
      List<String> all = Files.readAllLines(begun);
      assertThat(all).doesNotHaveDuplicates();
      assertThat(store.runs().running()).isEmpty();
    }
  }

  private void crashDatabase(int times, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    ConcurrentLinkedQueue<UUID> begun = new ConcurrentLinkedQueue<>();
    try (PostgresStore store = open();
        Tempo tempo = FiringEngine.start(store, begun::add)) {
      for (int i = 0; i < times; i++) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextLong(100, 1_500)).toNanos());
        server.crash();
        LockSupport.parkNanos(Duration.ofMillis(random.nextLong(1, 500)).toNanos());
        server.restart();
      }
      int before = begun.size();
      await("runs begin again", () -> begun.size() > before + FiringEngine.TRIGGERS * 3);
      stop(tempo, store);
      check(store);
      List<Run> runs = all(store);
      assertThat(runs).extracting(Run::status).containsOnly(RunStatus.SUCCESS);
      assertThat(begun)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(runs.stream().map(Run::id).toList());
      System.out.printf("%d runs over %d crashes of the database%n", runs.size(), times);
    }
  }

  /** Fires nothing more, and waits for what was fired. */
  private static void stop(Tempo tempo, PostgresStore store) {
    for (Job job : store.jobs().list(Optional.empty(), 100)) {
      tempo.save(job.toBuilder().triggers(List.of()).build());
    }
    await(
        "all have ended",
        () -> store.runs().queueLengths().isEmpty() && store.runs().running().isEmpty());
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static void check(PostgresStore store) {
    Map<UUID, List<Instant>> instants = new HashMap<>();
    for (Run run : all(store)) {
      instants
          .computeIfAbsent(
              run.request().origin().triggerId().orElseThrow(), id -> new ArrayList<>())
          .add(run.scheduledFor().orElseThrow());
    }
    assertThat(instants).hasSize(FiringEngine.TRIGGERS);
    instants.values().forEach(PostgresCrashTest::checkTrigger);
  }

  private static void checkTrigger(List<Instant> found) {
    List<Instant> instants = found.stream().sorted().toList();
    assertThat(instants).doesNotHaveDuplicates();
    for (int i = 1; i < instants.size(); i++) {
      assertThat(instants.get(i)).isEqualTo(instants.get(i - 1).plus(FiringEngine.PERIOD));
    }
  }

  private static List<Run> all(PostgresStore store) {
    List<Run> found = new ArrayList<>();
    RunQuery query = RunQuery.ALL.withLimit(5_000);
    RunPage page = store.runs().list(query);
    found.addAll(page.runs());
    while (page.next().isPresent()) {
      page = store.runs().list(query.withBefore(page.next().get()));
      found.addAll(page.runs());
    }
    return found;
  }

  private Process start(Path begun) throws Exception {
    return new ProcessBuilder(
            JavaCommand.of(FiringEngine.class, server.url(), schema, begun.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
