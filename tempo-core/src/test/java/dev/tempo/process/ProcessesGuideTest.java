package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in {@code docs/processes.md} runs, and is the same here and there. */
class ProcessesGuideTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/tempo/process/ProcessesGuideTest.java");
  private static final Path GUIDE = Path.of("../docs/processes.md");

  @Test
  void example_runs(@TempDir Path directory) throws Exception {
    assertThat(example(directory.resolve("runs"))).startsWith("exit code 0, 2 lines, ");
  }

  private static String example(Path runs) throws Exception {
    // example
    try (ProcessSupervisor supervisor = ProcessSupervisor.builder().directory(runs).build()) {
      for (UUID id : supervisor.runIds()) { // what an earlier JVM left behind
        switch (supervisor.adopt(id)) {
          case Adoption.Running running -> running.process().stop(StopReason.ORPHANED);
          case Adoption.Ended ended -> supervisor.deleteRecord(id);
          case Adoption.Lost lost -> supervisor.deleteRecord(id);
          case Adoption.NeverStarted never -> {}
          case Adoption.NotFound none -> {}
        }
      }

      ProcessSpec spec =
          ProcessSpec.of(UUID.randomUUID(), "/bin/sh", "-c", "echo one; echo two")
              .environment(EnvironmentWhitelist.standard().select(System.getenv()))
              .timeout(Duration.ofMinutes(1))
              .limits(ProcessLimits.NONE.withMemoryBytes(256L << 20).withProcesses(50))
              .build();
      SupervisedProcess process = supervisor.start(spec);
      ProcessResult result = process.result().get();

      String summary =
          "exit code %d, %d lines, CPU %s, limits by %s"
              .formatted(
                  result.exitCode().orElseThrow(),
                  Files.readAllLines(process.stdout()).size(),
                  result.cpu(),
                  supervisor.limitLevel());
      supervisor.deleteRecord(process.id());
      return summary;
    }
    // end
  }

  @Test
  void example_isTheOneInTheGuide() throws IOException {
    String source = Files.readString(SOURCE);
    String code =
        source.substring(source.indexOf("// example\n") + 11, source.indexOf("    // end"));

    String sample = code.stripTrailing().stripIndent();
    assertThat(Files.readString(GUIDE)).contains("```java\n" + sample + "\n```");
  }
}
