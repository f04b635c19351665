package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that fires 200 occurrences a second, at random moments, again and again;
 * afterwards every occurrence must have exactly one run, which has begun once at most; and what has
 * never begun must not be lost.
 */
class CrashTest {
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  @TempDir private Path data;

  @Test
  void killedAndRestarted_everyOccurrenceHasOneRun() throws Exception {
    killAndCheck(3, 20260328);
  }

  @Test
  void killedAndRestarted_noScriptIsLostAndNoneRunsTwice() throws Exception {
    killScriptsAndCheck(2, 20261128);
  }

  @Test
  @Tag("long")
  void killedAndRestartedFiftyTimes_everyOccurrenceHasOneRun() throws Exception {
    killAndCheck(50, 20260329);
  }

  @Test
  @Tag("long")
  void killedAndRestartedOften_noScriptIsLostAndNoneRunsTwice() throws Exception {
    killScriptsAndCheck(40, 20261129);
  }

  private void killAndCheck(int times, long seed) throws Exception {
    kill(times, seed, data.toString());
    check();
  }

  private void killScriptsAndCheck(int times, long seed) throws Exception {
    kill(times, seed, data.toString(), "scripts");
    checkScripts();
  }

  private void kill(int times, long seed, String... arguments) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < times; i++) {
      Process process = start(arguments);
      try {
        awaitFiring(process);
        boolean ended = process.waitFor(random.nextLong(1, 1_200), TimeUnit.MILLISECONDS);
        assertThat(ended).as("the process went on until it was killed").isFalse();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** A script whose wrapper is there goes on by itself, and one whose is not has never begun. */
  private void checkScripts() throws Exception {
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = FiringProcess.start(store, data)) {
      for (Job job : store.jobs().list(Optional.empty(), 100)) {
        tempo.save(job.toBuilder().triggers(List.of()).build());
      }
      for (Run run : all(store)) {
        tempo.awaitRun(run.id(), Duration.ofMinutes(2));
      }
      List<Run> runs = all(store);
      assertThat(runs).hasSizeGreaterThan(FiringProcess.SCRIPTS);
      assertThat(runs).extracting(Run::status).containsOnly(RunStatus.SUCCESS);
      assertThat(Files.readAllLines(data.resolve(FiringProcess.BEGUN)))
          .containsExactlyInAnyOrderElementsOf(
              runs.stream().map(run -> run.id().toString()).toList());
      System.out.printf("%d scripts, none lost, none twice%n", runs.size());
    }
  }

  /** What is lost has begun; what has begun, has begun once. */
  private void checkBegun(List<Run> runs) throws IOException {
    List<String> begun = BegunHandlers.in(data).ids();
    assertThat(begun).doesNotHaveDuplicates();
    List<String> lost =
        runs.stream()
            .filter(run -> run.status() == RunStatus.LOST)
            .map(run -> run.id().toString())
            .toList();
    Set<String> all = Set.copyOf(begun);
    assertThat(lost.stream().filter(id -> !all.contains(id)).count())
        .as(
            "of %d lost handlers, those that died between their mark and their first line",
            lost.size())
        .isLessThanOrEqualTo(Math.max(2, runs.size() / 1_000));
    System.out.printf("%d runs of handlers, %d lost%n", runs.size(), lost.size());
  }

  private void check() throws IOException {
    try (SqliteStore store = SqliteStore.open(data)) {
      FiringProcess.start(store, data).close();
      assertThat(store.runs().running()).as("left of processes that were killed").isEmpty();
      checkBegun(all(store));
      Map<UUID, List<Run>> runs = new HashMap<>();
      all(store)
          .forEach(
              run ->
                  runs.computeIfAbsent(
                          run.request().origin().triggerId().orElseThrow(), id -> new ArrayList<>())
                      .add(run));
      assertThat(runs).hasSize(FiringProcess.TRIGGERS);
      runs.values().forEach(CrashTest::checkTrigger);
      for (Job job : store.jobs().list(Optional.empty(), 100)) {
        assertThat(store.decisions().entries(job.id(), Instant.EPOCH, FAR, 10)).isEmpty();
      }
    }
  }

  private static void checkTrigger(List<Run> newestFirst) {
    List<Instant> instants =
        newestFirst.stream().map(run -> run.scheduledFor().orElseThrow()).sorted().toList();
    assertThat(instants).doesNotHaveDuplicates();
    for (int i = 1; i < instants.size(); i++) {
      assertThat(instants.get(i)).isEqualTo(instants.get(i - 1).plus(FiringProcess.PERIOD));
    }
  }

  private static List<Run> all(SqliteStore store) {
    List<Run> found = new ArrayList<>();
    RunPage page = store.runs().list(RunQuery.ALL.withLimit(5_000));
    found.addAll(page.runs());
    while (page.next().isPresent()) {
      page = store.runs().list(RunQuery.ALL.withLimit(5_000).withBefore(page.next().get()));
      found.addAll(page.runs());
    }
    return found;
  }

  private static Process start(String... arguments) throws IOException {
    return new ProcessBuilder(JavaCommand.of(FiringProcess.class, arguments))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void awaitFiring(Process process) throws IOException {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("firing");
    }
  }
}
