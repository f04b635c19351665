package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.log.LogLine;
import dev.tempo.store.RunQuery;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that runs a whole engine with twenty live scripts, at random moments, again and
 * again; in the end every run has its true end and each of its lines once.
 */
@EnabledOnOs(OS.LINUX)
class ScriptCrashTest {
  @TempDir private Path directory;

  private final List<UUID> promised = new ArrayList<>();

  @Test
  void killedTwice_everyRunHasItsTrueEndAndEachLineOnce() throws Exception {
    killAndCheck(2, 20260330);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void killedTenTimes_everyRunHasItsTrueEndAndEachLineOnce() throws Exception {
    killAndCheck(10, 20260331);
  }

  private void killAndCheck(int times, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < times; i++) {
      Process process = start();
      try (BufferedReader out = process.inputReader()) {
        awaitLive(out);
        boolean ended = process.waitFor(random.nextLong(1, 2_500), TimeUnit.MILLISECONDS);
        assertThat(ended).as("ended by itself: %s", said()).isFalse();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    Process last = start("end");
    try {
      assertThat(last.waitFor(2, TimeUnit.MINUTES)).as("all runs end: %s", said()).isTrue();
      assertThat(last.exitValue()).as(said()).isZero();
    } finally {
      last.destroyForcibly();
    }
    check();
  }

  private Process start(String... more) throws IOException {
    String[] arguments =
        Stream.concat(Stream.of(directory.toString()), Stream.of(more)).toArray(String[]::new);
    return new ProcessBuilder(JavaCommand.of(ScriptsProcess.class, arguments))
        .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("said").toFile()))
        .start();
  }

  private String said() throws IOException {
    return ChildJvm.said(directory.resolve("said"));
  }

  private void awaitLive(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (!"live".equals(line)) {
      assertThat(line).as("ended early: %s", said()).isNotNull();
      promised.add(UUID.fromString(line));
      line = out.readLine();
    }
  }

  private void check() throws IOException {
    Set<String> started = new HashSet<>(Files.readAllLines(directory.resolve("started")));
    assertThat(promised).hasSizeGreaterThanOrEqualTo(ScriptsProcess.SCRIPTS);
    try (SqliteStore store = SqliteStore.open(directory)) {
      assertThat(store.runs().running()).isEmpty();
      List<Run> runs = store.runs().list(RunQuery.ALL.withLimit(1_000)).runs();
      assertThat(runs).extracting(Run::id).containsAll(promised);
      for (Run run : runs) {
        if (started.contains(run.id().toString())) {
          checkEnded(run, store);
        } else {
          assertThat(run.status()).as("never started: %s", run).isEqualTo(RunStatus.LOST);
          assertThat(store.logs().count(run.id())).isZero();
        }
      }
    }
  }

  private static void checkEnded(Run run, SqliteStore store) {
    int code = Integer.parseInt(run.parameters().get("code"));
    assertThat(run.status())
        .as("%s", run)
        .isEqualTo(code == 0 ? RunStatus.SUCCESS : RunStatus.FAILURE);
    assertThat(run.exitCode()).as("%s", run).hasValue(code);
    List<LogLine> lines = new ArrayList<>();
    long count = store.logs().count(run.id());
    while (lines.size() < count) {
      lines.addAll(store.logs().read(run.id(), lines.size() + 1, 1_000));
    }
    assertThat(lines)
        .extracting(LogLine::number)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, count).boxed().toList());
    assertThat(texts(lines, LogLine.Stream.STDOUT))
        .isEqualTo(numbered("line ", ScriptsProcess.TICKS * ScriptsProcess.LINES_PER_TICK));
    assertThat(texts(lines, LogLine.Stream.STDERR))
        .isEqualTo(numbered("err ", ScriptsProcess.TICKS));
    assertThat(run.result().usage().lineCount()).isEqualTo(count);
  }

  private static List<String> texts(List<LogLine> lines, LogLine.Stream stream) {
    return lines.stream().filter(line -> line.stream() == stream).map(LogLine::text).toList();
  }

  private static List<String> numbered(String prefix, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(number -> prefix + number).toList();
  }
}
