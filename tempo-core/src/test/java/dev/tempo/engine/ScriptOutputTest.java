package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What real scripts print that is not plain lines, by way of the whole engine. */
@EnabledOnOs(OS.LINUX)
class ScriptOutputTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private Tempo tempo;

  @BeforeEach
  void start() {
    tempo = Tempo.builder().workDirectory(directory).build().start();
  }

  @AfterEach
  void close() {
    tempo.close();
  }

  private Run run(Task task) {
    Job job = tempo.save(Job.named("job").task(task).grace(Duration.ofSeconds(20)).build());
    return tempo.run(job.id()).await(SOON);
  }

  private List<String> lines(Run run, LogLine.Stream stream) {
    return tempo
        .logLines(run.id())
        .filter(line -> line.stream() == stream)
        .map(LogLine::text)
        .toList();
  }

  @Test
  void bytesOfACharacter_writtenApart_areOneCharacter() {
    Run run =
        run(
            Task.python(
                """
                import os, time
                for byte in "é漢😀\\n".encode():
                    os.write(1, bytes([byte]))
                    time.sleep(0.05)
                """));

    assertThat(lines(run, LogLine.Stream.STDOUT)).containsExactly("é漢😀");
  }

  @Test
  void colours_areKept_progressIsItsLastState_andWhatIsNotTextIsReplaced() {
    Run run =
        run(
            Task.python(
                """
                import os
                os.write(1, b"\\x1b[31mred\\x1b[0m\\n")
                for percent in range(101):
                    os.write(1, b"\\rdone %d%%" % percent)
                os.write(1, b"\\nbad \\xff\\xfe byte\\nnul \\x00 in it\\nno end")
                """));

    assertThat(lines(run, LogLine.Stream.STDOUT))
        .containsExactly(
            "\u001b[31mred\u001b[0m",
            "done 100%",
            "bad \uFFFD\uFFFD byte",
            "nul \0 in it",
            "no end");
  }

  @Test
  void bothStreamsAtOnce_areEachInOrder_withNumbersWithoutHoles() {
    Run run =
        run(
            Task.shell(
                "count() { i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo $1 $i; done; }\n"
                    + "count err >&2 &\ncount out\nwait\n"));

    assertThat(lines(run, LogLine.Stream.STDOUT)).isEqualTo(numbered("out ", 5_000));
    assertThat(lines(run, LogLine.Stream.STDERR)).isEqualTo(numbered("err ", 5_000));
    List<LogLine> all = tempo.logLines(run.id()).toList();
    assertThat(IntStream.range(0, all.size()).allMatch(i -> all.get(i).number() == i + 1)).isTrue();
  }

  @Test
  void whatIsPrintedAfterTheMainProcessEnded_isThere_andSoIsItsExitCode() {
    Run run = run(Task.shell("trap '' TERM\n(sleep 0.5; echo late) &\necho early\nexit 3\n"));

    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.exitCode()).hasValue(3);
    assertThat(lines(run, LogLine.Stream.STDOUT)).containsExactly("early", "late");
    assertThat(lines(run, LogLine.Stream.SYSTEM))
        .allMatch(line -> line.matches("Ended .* left behind: .*; \"leftovers\" decides"))
        .hasSize(1);
    assertThat(run.result().usage().lineCount()).isEqualTo(3);
  }

  private static List<String> numbered(String prefix, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(number -> prefix + number).toList();
  }
}
