package dev.tempo.benchmarks.jmh;

import dev.tempo.benchmarks.BenchmarkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs benchmarks of JMH, each in a JVM of its own with nothing else in it, and watches what they
 * allocate. All of them are measured in turn, round after round, so that what else the machine does
 * falls on all alike. What must be quick is measured in this JVM. What JMH says stands in a file
 * beside its results.
 */
public final class Jmh {
  private static final int ROUNDS = 2;
  private static final TimeValue LONGEST_ITERATION = TimeValue.minutes(3);

  /** Methods that measure somebody else begin with a name of these. */
  private static final String PEERS = ".*\\.\\w*(CronUtils|Quartz|Spring|JobRunr|DbScheduler|Grep)";

  private final String row;
  private final BenchmarkSettings settings;
  private final int rounds;
  private final OptionalInt quickRuns;

  private Jmh(String row, BenchmarkSettings settings, int rounds, OptionalInt quickRuns) {
    this.row = row;
    this.settings = settings;
    this.rounds = rounds;
    this.quickRuns = quickRuns;
  }

  /** For a row. */
  public static Jmh of(String row, BenchmarkSettings settings) {
    return new Jmh(row, settings, ROUNDS, OptionalInt.empty());
  }

  /** A copy that takes so many JVMs for each benchmark, one after the other. */
  public Jmh rounds(int number) {
    return new Jmh(row, settings, number, quickRuns);
  }

  /** A copy that counts so many operations in an invocation when it must be quick. */
  public Jmh runsInQuick(int number) {
    return new Jmh(row, settings, rounds, OptionalInt.of(number));
  }

  /**
   * Runs them.
   *
   * @param which says at least what to include
   * @throws RunnerException if there are none
   * @throws IOException if what JMH wrote cannot be read
   */
  public Results run(Consumer<ChainedOptionsBuilder> which) throws RunnerException, IOException {
    Path directory = Files.createDirectories(settings.directory().resolveSibling("jmh"));
    List<Path> files = new ArrayList<>();
    for (int round = 1; round <= (settings.quick() ? 1 : rounds); round++) {
      String name = String.format(Locale.ROOT, "%s-%d", row, round);
      files.add(directory.resolve(name + ".json"));
      Path said = directory.resolve(name + ".txt");
      System.err.printf(Locale.ROOT, "  round %d; see %s%n", round, said);
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .forks(settings.quick() ? 0 : 1)
              .addProfiler(GCProfiler.class)
              .timeout(LONGEST_ITERATION)
              .output(said.toString())
              .result(files.getLast().toString())
              .resultFormat(ResultFormatType.JSON);
      which.accept(options);
      restrict(options);
      new Runner(options.build()).run();
    }
    return Results.read(files);
  }

  private void restrict(ChainedOptionsBuilder options) {
    if (settings.alone()) {
      options.exclude(PEERS);
    }
    if (settings.quick()) {
      options
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(20))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(50));
      quickRuns.ifPresent(options::operationsPerInvocation);
    }
  }
}
