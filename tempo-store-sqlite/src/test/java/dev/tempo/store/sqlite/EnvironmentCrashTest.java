package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.python.Interpreters;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import dev.tempo.store.RunQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} while an environment is built: the run that waits gets it all the same. */
class EnvironmentCrashTest {
  private static final Wheel ALPHA =
      Wheel.of("alpha", "1.0").file("alpha/data", "x".repeat(10_000));

  @TempDir private Path data;

  @Test
  void killedWhileBuilding_theNextEngineBuildsForTheRunThatWaits() throws Exception {
    assumeThat(Interpreters.ofThisMachine().newest()).as("a Python").isPresent();
    try (PackageIndex stalled = new PackageIndex(false).add(ALPHA)) {
      stalled.stall(ALPHA);
      Path output = data.resolve("said");
      Process doomed =
          ChildJvm.start(output, 128, BuildingProcess.class, data.toString(), stalled.url());
      stalled.awaitStall();
      doomed.destroyForcibly().waitFor();
      assertThat(builds()).as(ChildJvm.said(output)).hasSize(1);
    }
    Path unfinished = builds().getFirst();
    try (PackageIndex index = new PackageIndex(false).add(ALPHA);
        SqliteStore store = SqliteStore.open(data)) {
      Run waiting = store.runs().list(RunQuery.ALL).runs().getFirst();
      assertThat(waiting.status()).isEqualTo(RunStatus.QUEUED);
      try (Tempo tempo =
          Tempo.builder()
              .store(store)
              .python(BuildingProcess.options(index.url()))
              .build()
              .start()) {
        Run run = tempo.awaitRun(waiting.id(), Duration.ofSeconds(90));
        assertThat(
                tempo
                    .logLines(run.id())
                    .filter(line -> line.stream() == LogLine.Stream.STDOUT)
                    .map(LogLine::text))
            .containsExactly("1.0");
        assertThat(builds()).hasSize(1).doesNotContain(unfinished);
      }
    }
  }

  private List<Path> builds() throws Exception {
    try (Stream<Path> files = Files.walk(data.resolve("envs"), 2)) {
      return files
          .filter(Files::isDirectory)
          .filter(path -> path.getParent().getParent().equals(data.resolve("envs")))
          .filter(path -> !path.toString().contains("/."))
          .toList();
    }
  }
}
