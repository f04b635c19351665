package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.testing.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM with live scripts is killed with SIGKILL; the next one takes over. */
class CrashTest {
  private static final int SCRIPTS = 20;
  private static final int LINES = 40;

  /** The JVM that is killed: starts the scripts and says their ids. */
  public static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[1]);
      try (ProcessSupervisor supervisor = Way.valueOf(args[0]).builder(directory).build()) {
        for (int i = 0; i < SCRIPTS; i++) {
          System.out.println(i + " " + supervisor.start(script(i, directory).build()).id());
        }
        System.out.println("started");
        System.in.read(); // until the end
      }
    }

    /** Prints lines until it is told to go on, ends with a code or signal of its own. */
    private static ProcessSpec.Builder script(int number, Path directory) {
      String end = number % 5 == 4 ? "kill -KILL $$" : "exit " + number;
      String go = number % 2 == 0 ? "" : "until [ -e go ]; do sleep 0.02; done; ";
      return Rig.shell(
              "i=0; while [ $i -lt %d ]; do i=$((i+1)); echo line $i; echo err $i >&2; sleep 0.005;"
                      .formatted(LINES)
                  + " done; "
                  + go
                  + end)
          .directory(directory);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void killedJvm_losesNothing(Way way, @TempDir Path directory) throws Exception {
    Map<Integer, UUID> ids = startAndKill(way, directory);
    try (ProcessSupervisor supervisor = way.builder(directory).build()) {
      assertThat(supervisor.runIds()).containsExactlyInAnyOrderElementsOf(ids.values());
      Map<Integer, Adoption> adoptions = new HashMap<>();
      long begin = System.nanoTime();
      ids.forEach((number, id) -> adoptions.put(number, supervisor.adopt(id)));
      long adoptNanos = System.nanoTime() - begin;
      Files.createFile(directory.resolve("go"));

      for (int number = 0; number < SCRIPTS; number++) {
        ProcessResult result = resultOf(adoptions.get(number));
        if (number % 5 == 4) {
          assertThat(result.signal()).contains("SIGKILL");
        } else {
          assertThat(result.exitCode()).hasValue(number);
        }
        Path run = directory.resolve(ids.get(number).toString());
        assertThat(Files.readAllLines(run.resolve("stdout"))).isEqualTo(lines("line "));
        assertThat(Files.readAllLines(run.resolve("stderr"))).isEqualTo(lines("err "));
      }
      assertThat(Duration.ofNanos(adoptNanos)).isLessThan(Duration.ofSeconds(5));
      System.out.printf(
          "%s: %d scripts taken over in %d ms%n", way, SCRIPTS, adoptNanos / 1_000_000);
    }
  }

  private static List<String> lines(String prefix) {
    return IntStream.rangeClosed(1, LINES).mapToObj(i -> prefix + i).toList();
  }

  private static ProcessResult resultOf(Adoption adoption) throws Exception {
    return switch (adoption) {
      case Adoption.Running running -> Rig.result(running.process());
      case Adoption.Ended ended -> ended.result();
      case Adoption.Lost lost -> throw new AssertionError(lost.reason());
      case Adoption.NeverStarted never -> throw new AssertionError(never);
      case Adoption.NotFound none -> throw new AssertionError(none);
    };
  }

  private static Map<Integer, UUID> startAndKill(Way way, Path directory) throws Exception {
    List<String> command = JavaCommand.of(Victim.class, way.name(), directory.toString());
    Process victim =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      Map<Integer, UUID> ids = new HashMap<>();
      for (String line : (Iterable<String>) victim.inputReader().lines()::iterator) {
        if (line.equals("started")) {
          break;
        }
        String[] words = line.split(" ");
        ids.put(Integer.parseInt(words[0]), UUID.fromString(words[1]));
      }
      assertThat(ids).hasSize(SCRIPTS);
      return ids;
    } finally {
      victim.destroyForcibly(); // SIGKILL
      assertThat(victim.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
