package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store on disk holds of secrets. */
class SecretStoreTest {
  private static final String VALUE = "plain-text-of-a-secret-0123456789";
  private static final String PLAIN = "plain-text-of-no-secret";

  @TempDir private Path parent;
  private Path data;

  @BeforeEach
  void choose() {
    data = parent.resolve("data");
  }

  @Test
  void secret_standsInNoFile_andOutlivesTheProcess() {
    Job job;
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = Tempo.builder().store(store).build().start()) {
      job = tempo.save(job("echo \"$TOKEN $OPEN\""));
      assertThat(output(tempo, job)).containsExactly("*".repeat(VALUE.length()) + " " + PLAIN);
      awaitNoOutput();
      assertThat(filesWith(PLAIN)).as("the search finds what is there").isNotEmpty();
      assertThat(filesWith(VALUE)).as("while it is open, the WAL included").isEmpty();
    }
    assertThat(filesWith(VALUE)).as("when it is closed").isEmpty();
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = Tempo.builder().store(store).build().start()) {
      assertThat(store.jobs().find(job.id())).contains(job);
      assertThat(tempo.save(job("echo \"$TOKEN $OPEN\"")).version()).isEqualTo(1);
      tempo.save(
          job(
              "[ \"$TOKEN\" = "
                  + VALUE.substring(0, 5)
                  + "'"
                  + VALUE.substring(5)
                  + "' ] && echo same"));
      assertThat(output(tempo, job)).containsExactly("same");
    }
  }

  @Test
  void secretParameter_standsInNoFile_andOutlivesTheProcess_forScriptsAndHandlers() {
    List<String> seen = new CopyOnWriteArrayList<>();
    Path shown = parent.resolve("shown");
    Job script =
        Job.named("script")
            .task(
                Task.shell(
                    "cat >" + shown + " <<end\n$TEMPO_PARAM_KEY\nend\necho \"$TEMPO_PARAM_KEY\""))
            .build();
    Job handler =
        Job.named("handler")
            .task(
                Task.handler("see").withParameter("open", PLAIN).withSecretParameter("key", VALUE))
            .build();
    RunOptions given = RunOptions.DEFAULT.withSecretParameter("key", VALUE);
    UUID waiting;
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = tempo(store, seen)) {
      tempo.save(script);
      tempo.save(handler);
      Run run = tempo.run(handler.id()).await(Duration.ofSeconds(60));
      assertThat(seen).containsExactly(VALUE);
      assertThat(tempo.logLines(run.id()).map(LogLine::text)).containsExactly("got ***");
      assertThat(run.parameters()).isEqualTo(Map.of("open", PLAIN));
      assertThat(run.request().arguments().secret().get("key").isSealed()).isTrue();
      tempo.pauseQueue("default");
      waiting = tempo.run(script.id(), given).id();
      awaitNoOutput();
      assertThat(filesWith(PLAIN)).as("the search finds what is there").isNotEmpty();
      assertThat(filesWith(VALUE)).as("while it is open, the WAL included").isEmpty();
    }
    assertThat(filesWith(VALUE)).as("when it is closed").isEmpty();
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = tempo(store, seen)) {
      tempo.resumeQueue("default");
      Run run = ended(store, waiting);
      assertThat(shown).hasContent(VALUE);
      assertThat(tempo.logLines(run.id()).map(LogLine::text))
          .containsExactly("*".repeat(VALUE.length()));
      Run again =
          tempo
              .run(
                  script.id(),
                  new RunOptions(RunCause.MANUAL, Optional.empty(), run.request().arguments()))
              .await(Duration.ofSeconds(60));
      assertThat(again.status()).isEqualTo(RunStatus.SUCCESS);
      assertThat(shown).hasContent(VALUE);
      awaitNoOutput();
    }
    assertThat(filesWith(VALUE)).isEmpty();
  }

  private static Run ended(SqliteStore store, UUID runId) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      Run run = store.runs().find(runId).orElseThrow();
      if (run.status().isFinal()) {
        return run;
      }
      assertThat(System.nanoTime()).as("%s", run).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** What a script printed goes, unmasked as it is, once the end of its run is durable. */
  private void awaitNoOutput() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (hasOutput()) {
      assertThat(System.nanoTime()).as("its output files stay").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private boolean hasOutput() {
    try (Stream<Path> runs = Files.list(data.resolve("runs"))) {
      return runs.anyMatch(Files::isDirectory);
    } catch (NoSuchFileException none) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tempo tempo(SqliteStore store, List<String> seen) {
    return Tempo.builder()
        .store(store)
        .handler(
            "see",
            context -> {
              seen.add(context.parameter("key"));
              context.log("got " + context.parameter("key"));
            })
        .build()
        .start();
  }

  private static Job job(String script) {
    return Job.named("job")
        .task(Task.shell(script).withEnvironment("OPEN", PLAIN).withSecret("TOKEN", VALUE))
        .build();
  }

  private static List<String> output(Tempo tempo, Job job) {
    Run run = tempo.run(job.id()).await(Duration.ofSeconds(60));
    return tempo.logLines(run.id()).map(LogLine::text).toList();
  }

  private List<Path> filesWith(String text) {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException gone) {
      return false;
    }
  }
}
