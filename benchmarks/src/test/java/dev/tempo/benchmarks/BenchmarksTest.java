package dev.tempo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Every benchmark still does what it measures: each is run once, in this JVM, with its smallest
 * parameters. No time is looked at.
 */
class BenchmarksTest {
  private static final int OPERATIONS = 40;

  @BeforeAll
  static void letOthersMeasure() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Test
  void everyBenchmark_runs(@TempDir Path directory) throws RunnerException {
    Path said = directory.resolve("said");

    Collection<RunResult> results = new Runner(once(said)).run();

    Set<String> ran =
        results.stream()
            .map(result -> result.getParams().getBenchmark())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ran).hasSizeGreaterThan(30).containsExactlyElementsOf(all());
  }

  private static Options once(Path said) {
    return new OptionsBuilder()
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(1))
        .operationsPerInvocation(OPERATIONS)
        .param("expression", "DAILY")
        .param("due", "1")
        .param("store", "sqlite")
        .param("triggers", "100")
        .param("lineBytes", "20")
        .param("readers", "1")
        .param("runs", "100")
        .param("lines", "2000")
        .param("sought", "RARE")
        .param("list", "all")
        .param("threads", "PLATFORM")
        .param("table", "oshi")
        .shouldFailOnError(true)
        .verbosity(VerboseMode.EXTRA)
        .output(said.toString())
        .build();
  }

  private static Set<String> all() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(BenchmarkListEntry::getUsername)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
