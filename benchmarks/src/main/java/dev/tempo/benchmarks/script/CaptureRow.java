package dev.tempo.benchmarks.script;

import dev.tempo.Run;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.jmh.Jmh;
import dev.tempo.benchmarks.jmh.Results;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * P6: one script that prints as fast as it can, until its run has ended and its last line is found
 * by a search; and the same script with its output in a file, by a shell.
 */
public final class CaptureRow implements Row {
  private static final String OURS = "Tempo";
  private static final String FILE = "> file";
  private static final int LINES = 2_000_000;
  private static final double LEAST_PER_SECOND = 100_000;
  private static final double MOST_TIMES = 1.1;

  private final Script withUs = new Script();
  private final Script withFile = new Script();

  /** What the script itself took. */
  private static final class Script {
    private final Samples elapsedMs = new Samples();
    private final Samples cpuMs = new Samples();

    void add(Printing.Took took) {
      elapsedMs.add(took.elapsedMs());
      cpuMs.add(took.cpuMs());
    }
  }

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    int lines = settings.size(LINES);
    Rounds rounds =
        new Rounds()
            .add(FILE, () -> toFile(lines, settings))
            .add(OURS, () -> captured(lines, settings))
            .run(settings.rounds());
    List<Figure> figures = new ArrayList<>(whole(lines, rounds));
    figures.addAll(inner(settings));
    return figures;
  }

  /** What splitting, packing, indexing and storing cost without a script. */
  private static List<Figure> inner(BenchmarkSettings settings) throws Exception {
    Results results =
        Jmh.of("capture", settings)
            .run(
                options ->
                    options
                        .include("\\.(LineSplitter|LogChunk|LogStore)Benchmark\\.")
                        .param("lineBytes", "100")
                        .param("store", "sqlite"));
    return List.of(
        rate("lines of a file, until stored and indexed", "LogStoreBenchmark.storeAll", results)
            .target(Target.atLeast(LEAST_PER_SECOND)),
        rate("lines split", "LineSplitterBenchmark.split", results),
        rate("lines packed", "LogChunkBenchmark.pack", results),
        rate("lines unpacked", "LogChunkBenchmark.read", results),
        rate("lines looked through", "LogChunkBenchmark.find", results),
        Figure.of("allocated, a line stored", "bytes")
            .ours(results.get("LogStoreBenchmark.storeAll").bytes().orElseThrow()));
  }

  private static Figure rate(String name, String benchmark, Results results) {
    return Figure.of(name, "lines/s").ours(results.get(benchmark).median());
  }

  private List<Figure> whole(int lines, Rounds rounds) {
    double ours = rounds.median(OURS).orElseThrow();
    String name = String.format(Locale.ROOT, "%,d lines of %d bytes", lines, Printing.LINE_BYTES);
    return List.of(
        Figure.of(name + ", until stored and found", "lines/s")
            .ours(ours)
            .floor(rounds.median(FILE).orElseThrow())
            .target(Target.atLeast(LEAST_PER_SECOND)),
        Figure.of(name + ", the script itself", "ms")
            .ours(withUs.elapsedMs.median())
            .floor(withFile.elapsedMs.median()),
        Figure.of("the script itself, against > file", "×")
            .ours(withUs.elapsedMs.median() / withFile.elapsedMs.median())
            .target(Target.atMost(MOST_TIMES)),
        Figure.of("processor time of the script, against > file", "×")
            .ours(withUs.cpuMs.median() / withFile.cpuMs.median()));
  }

  private double captured(int lines, BenchmarkSettings settings) throws IOException {
    try (House house = House.in(BenchmarkSettings.onDisk(), 1)) {
      Path took = house.directory().resolve("took");
      UUID job =
          house.job(Task.shell(Printing.script(lines)).withEnvironment("TOOK", took.toString()));
      long begin = System.nanoTime();
      Run run = house.run(job);
      LogHits hits =
          house.tempo().store().logs().search(LogQuery.builder(Printing.onlyIn(lines)).build());
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (run.result().usage().lineCount() != lines || hits.hits().size() != 1) {
        throw new IllegalStateException("Stored or found too little: " + run + ", " + hits);
      }
      withUs.add(Printing.Took.read(took));
      return lines / seconds;
    }
  }

  private double toFile(int lines, BenchmarkSettings settings) throws Exception {
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      Path script = Files.writeString(scratch.path().resolve("script"), Printing.script(lines));
      Path took = scratch.path().resolve("took");
      Path out = scratch.path().resolve("out");
      ProcessBuilder shell = new ProcessBuilder("/bin/sh", script.toString());
      shell.environment().put("TOOK", took.toString());
      long begin = System.nanoTime();
      int exit = shell.redirectOutput(out.toFile()).start().waitFor();
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (exit != 0 || Files.size(out) != (long) lines * Printing.LINE_BYTES) {
        throw new IllegalStateException("The script exited with " + exit + ", see " + out);
      }
      withFile.add(Printing.Took.read(took));
      return lines / seconds;
    }
  }
}
