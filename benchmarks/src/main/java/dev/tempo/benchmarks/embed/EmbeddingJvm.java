package dev.tempo.benchmarks.embed;

import dev.tempo.benchmarks.embed.Program.Question;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A new JVM, without options, in which a contender has had its first run. */
final class EmbeddingJvm implements AutoCloseable {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final double startMillis;
  private final double startCpuMillis;

  private EmbeddingJvm(Process process, Path log, long begin) throws IOException {
    this.process = process;
    this.answers = process.inputReader();
    this.questions = process.outputWriter();
    if (!"ran".equals(answers.readLine())) {
      process.destroyForcibly();
      throw new IllegalStateException("It ended early: " + Files.readString(log));
    }
    this.startMillis = (System.nanoTime() - begin) / 1e6;
    Duration cpu = process.info().totalCpuDuration().orElseThrow();
    this.startCpuMillis = cpu.toNanos() / 1e6;
  }

  /** Starts one on a directory of its own, and waits until its first run has ended. */
  static EmbeddingJvm start(Contender contender, Path directory) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = ClassPath.of(contender.jars()).option();
    Path data = Files.createDirectories(directory.resolve(contender.name()));
    Path log = directory.resolve(contender.name() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(java, "-cp", classPath, contender.program().getName(), data.toString()))
            .redirectError(log.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("J.*_OPTIONS|CLASSPATH"));
    long begin = System.nanoTime();
    return new EmbeddingJvm(builder.start(), log, begin);
  }

  /** From the start of the process to the end of the first run. */
  double startMillis() {
    return startMillis;
  }

  /** Processor time of the process until then; the system counts hundredths of a second. */
  double startCpuMillis() {
    return startCpuMillis;
  }

  /** Processor time of each thread until now, by its number, in nanoseconds. */
  Map<String, Long> threadCpuNanos() throws IOException {
    Map<String, Long> nanos = new HashMap<>();
    Path tasks = Path.of("/proc/" + process.pid() + "/task");
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        try {
          String statistics = Files.readString(thread.resolve("schedstat"));
          nanos.put(thread.getFileName().toString(), Long.parseLong(statistics.split(" ")[0]));
        } catch (NoSuchFileException ended) {
          continue;
        }
      }
    }
    return nanos;
  }

  /** What is resident now. */
  double residentMegabytes() throws IOException {
    Matcher memory =
        RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    if (!memory.find()) {
      throw new IllegalStateException("No memory is told");
    }
    return Long.parseLong(memory.group(1)) * 1_024 / 1e6;
  }

  /** What the program answers. */
  long ask(Question question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
    return Long.parseLong(answers.readLine());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
