package dev.tempo.faults.power;

import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** R8: power that fails at any moment. */
public final class PowerRow implements FaultRow {
  private static final int PREFIXES = 10_000;
  private static final int FEW = 100;
  private static final int CHECKPOINTS = 3;

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    if (!PowerExperiment.isPossible()) {
      throw new IllegalStateException("strace is not there, or may not trace");
    }
    int times = settings.times(PREFIXES, FEW);
    try (Scratch scratch = Scratch.in(inMemory(settings.directory()))) {
      PowerExperiment experiment = new PowerExperiment(scratch.path(), settings::say);
      experiment.record(
          settings.launcher(), settings.length(Duration.ofSeconds(60), Duration.ofSeconds(8)));
      PowerExperiment.Result result = experiment.replay(times, settings.seed(), path -> false);
      result.violations().stream().limit(50).forEach(each -> settings.say(each.toString()));
      settings.say("violations: " + PowerExperiment.kinds(result.violations()));
      PowerExperiment.Result control =
          experiment.replay(
              Math.max(1, times / 10), settings.seed(), path -> path.endsWith("tempo.db-wal"));
      settings.say("without syncs: " + PowerExperiment.kinds(control.violations()));
      return List.of(
          Figure.of("power failures, each with another loss", "times")
              .ours(result.prefixes())
              .target(Target.atLeast(PREFIXES)),
          Figure.of("syncs in the record", "").ours(result.syncs()),
          Figure.of("checkpoints of tempo.db among them", "")
              .ours(experiment.checkpoints())
              .target(Target.atLeast(CHECKPOINTS)),
          Figure.of("ends of runs that had been told by the end of the record", "")
              .ours(result.told().ends().size()),
          Figure.of("violations", "").ours(result.violations().size()).target(Target.atMost(0)),
          Figure.of("control: violations if tempo.db-wal is never synced", "")
              .ours(control.violations().size())
              .target(Target.atLeast(1)));
    }
  }

  /** A disk is not needed: what it may hold is computed. */
  private static Path inMemory(Path otherwise) {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory.resolve("tempo-faults") : otherwise;
  }
}
