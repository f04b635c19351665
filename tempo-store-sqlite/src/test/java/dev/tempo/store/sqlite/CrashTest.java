package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that fires 200 occurrences a second, at random moments, again and again;
 * afterwards every occurrence must have exactly one run.
 */
class CrashTest {
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  @TempDir private Path data;

  @Test
  void killedAndRestarted_everyOccurrenceHasOneRun() throws Exception {
    killAndCheck(6, 20260328);
  }

  @Test
  @Tag("long")
  void killedAndRestartedFiftyTimes_everyOccurrenceHasOneRun() throws Exception {
    killAndCheck(50, 20260329);
  }

  private void killAndCheck(int times, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < times; i++) {
      Process process = start();
      try {
        awaitFiring(process);
        boolean ended = process.waitFor(random.nextLong(1, 1_200), TimeUnit.MILLISECONDS);
        assertThat(ended).as("the process went on until it was killed").isFalse();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    check();
  }

  private void check() {
    try (SqliteStore store = SqliteStore.open(data)) {
      Tempo.builder().store(store).handler("work", context -> {}).build().start().close();
      assertThat(store.runs().running()).as("left of processes that were killed").isEmpty();
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
        assertThat(store.ledger().entries(job.id(), Instant.EPOCH, FAR, 10)).isEmpty();
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
    RunPage page = store.runs().list(RunQuery.ALL.limit(5_000));
    found.addAll(page.runs());
    while (page.next().isPresent()) {
      page = store.runs().list(RunQuery.ALL.limit(5_000).before(page.next().get()));
      found.addAll(page.runs());
    }
    return found;
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FiringProcess.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void awaitFiring(Process process) throws IOException {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("firing");
    }
  }
}
