package dev.tempo.benchmarks.venv;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Interpreters;
import dev.tempo.python.environment.EnvironmentSpec;
import dev.tempo.python.environment.Environments;
import dev.tempo.python.environment.PipSettings;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.python.requirement.Requirements;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * P9: environments until they are ready to run, beside {@code python -m venv} with the same
 * interpreter, and the same with {@code pip install} of the same wheels.
 */
public final class VenvRow implements Row {
  private static final String NEW = "new";
  private static final String EQUAL = "equal";
  private static final String INSTALLED = "installed";
  private static final String VENV = "python -m venv";
  private static final String VENV_PIP = "the same and pip install";
  private static final double LEAST_TIMES = 20;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      Path wheels = scratch.path().resolve("wheels");
      Wheels.make(wheels);
      PipSettings offline =
          PipSettings.MACHINE.withFindLinks(wheels.toString()).withScope(PipSettings.Scope.OFFLINE);
      try (Environments environments =
          Environments.builder()
              .directory(scratch.path().resolve("envs"))
              .settings(offline)
              .open()) {
        return figures(new Bench(environments, scratch.path()).rounds(settings));
      }
    }
  }

  private static List<Figure> figures(Rounds rounds) {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        beside("no requirements, ready to run", rounds, NEW, VENV).target(Target.atMost(150)));
    figures.add(
        beside("equal to one that exists, ready to run", rounds, EQUAL, VENV_PIP)
            .target(Target.atMost(300)));
    figures.add(beside("installed from wheels, ready to run", rounds, INSTALLED, VENV_PIP));
    rounds.median(VENV).ifPresent(venv -> figures.addAll(times(rounds, venv)));
    return figures;
  }

  private static List<Figure> times(Rounds rounds, double venv) {
    return List.of(
        Figure.of("no requirements, against python -m venv", "×")
            .ours(venv / rounds.median(NEW).orElseThrow())
            .target(Target.atLeast(LEAST_TIMES)),
        Figure.of("equal to one that exists, against python -m venv", "×")
            .ours(venv / rounds.median(EQUAL).orElseThrow())
            .target(Target.atLeast(LEAST_TIMES)));
  }

  private static Figure beside(String name, Rounds rounds, String ours, String peer) {
    Figure figure = Figure.of(name, "ms").ours(rounds.median(ours).orElseThrow());
    OptionalDouble other = rounds.median(peer);
    return other.isPresent() ? figure.peer(peer, other.getAsDouble()) : figure;
  }

  /** What is measured, each time under a name that was never used. */
  private static final class Bench {
    private final Environments environments;
    private final Path directory;
    private final Interpreter interpreter;
    private final Requirements needed = Requirements.parse(Wheels.requirements());
    private int made;

    Bench(Environments environments, Path directory) {
      this.environments = environments;
      this.directory = directory;
      this.interpreter =
          Interpreters.ofThisMachine()
              .newest()
              .orElseThrow(() -> new IllegalStateException("No Python that could be used"));
    }

    Rounds rounds(BenchmarkSettings settings) {
      environments.prepare(new EnvironmentSpec("first", interpreter, needed)).join();
      Rounds rounds =
          new Rounds()
              .add(NEW, () -> built(Requirements.NONE, "pass"))
              .add(EQUAL, () -> prepared(needed, Wheels.program()))
              .add(INSTALLED, () -> built(needed, Wheels.program()));
      if (!settings.alone()) {
        rounds.add(VENV, () -> venv("")).add(VENV_PIP, () -> venv(Wheels.requirements()));
      }
      return rounds.run(settings.rounds());
    }

    /** Of something that another job has. */
    private double prepared(Requirements requirements, String program) throws Exception {
      return ready(environments::prepare, requirements, program);
    }

    /** Of something that nobody has: what there is that is equal is passed over. */
    private double built(Requirements requirements, String program) throws Exception {
      return ready(environments::rebuild, requirements, program);
    }

    private double ready(
        Function<EnvironmentSpec, CompletableFuture<PythonEnvironment>> how,
        Requirements requirements,
        String program)
        throws Exception {
      EnvironmentSpec spec = new EnvironmentSpec("job-" + made++, interpreter, requirements);
      long begin = System.nanoTime();
      PythonEnvironment ready = how.apply(spec).join();
      double millis = (System.nanoTime() - begin) / 1e6;
      run(ready.python().toString(), "-c", program);
      return millis;
    }

    private double venv(String requirements) throws Exception {
      Path venv = directory.resolve("venv-" + made++);
      long begin = System.nanoTime();
      run(interpreter.executable().toString(), "-m", "venv", venv.toString());
      String python = venv.resolve("bin/python").toString();
      if (!requirements.isEmpty()) {
        List<String> pip = new ArrayList<>(List.of(python, "-m", "pip", "install", "--no-index"));
        pip.addAll(List.of("--find-links", directory.resolve("wheels").toString()));
        pip.addAll(requirements.lines().toList());
        run(pip.toArray(String[]::new));
      }
      double millis = (System.nanoTime() - begin) / 1e6;
      run(python, "-c", requirements.isEmpty() ? "pass" : Wheels.program());
      return millis;
    }

    private void run(String... command) throws IOException, InterruptedException {
      File said = directory.resolve("said").toFile();
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said)
              .start()
              .waitFor();
      if (exit != 0) {
        String text = Files.readString(said.toPath());
        throw new IOException(List.of(command) + " exited with " + exit + ": " + text);
      }
    }
  }
}
