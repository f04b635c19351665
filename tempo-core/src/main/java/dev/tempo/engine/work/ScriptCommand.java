package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.OrphanPolicy;
import dev.tempo.Run;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessSpec;
import dev.tempo.python.PythonSource;
import dev.tempo.script.Shebang;
import dev.tempo.secret.SecretMasker;
import dev.tempo.task.CommandTask;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ResourceLimits;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ScriptText;
import dev.tempo.task.ShellTask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Turns a script's run into a process to start, and holds what the run needs. Thread-safe. */
final class ScriptCommand {
  private final ScriptFiles files;
  private final Map<String, String> inherited;
  private final PythonSelector pythons;
  private final RunSecrets secrets;
  private final Function<UUID, Optional<ScriptText>> texts;

  /**
   * Over where scripts lie.
   *
   * @param texts what runs execute in the place of their jobs' scripts
   */
  ScriptCommand(
      ScriptFiles files,
      Map<String, String> inherited,
      PythonSelector pythons,
      RunSecrets secrets,
      Function<UUID, Optional<ScriptText>> texts) {
    this.texts = texts;
    this.files = files;
    this.inherited = inherited;
    this.pythons = pythons;
    this.secrets = secrets;
  }

  /**
   * A process to start.
   *
   * @param spec how
   * @param notices what is to be said in its log
   */
  record Prepared(ProcessSpec spec, List<String> notices) {}

  /** What is started, and in which surroundings. */
  private record Program(
      List<String> command, UnaryOperator<Map<String, String>> variables, List<String> notices) {
    static Program of(List<String> command) {
      return new Program(command, UnaryOperator.identity(), List.of());
    }
  }

  /**
   * The process of a run. Writes its script, and holds its environment until {@link #release}.
   *
   * @throws IllegalStateException if its Python is not there
   * @throws dev.tempo.secret.SecretException if its secrets cannot be decrypted
   */
  Prepared prepare(Job job, Run run) {
    ScriptTask task = task(job, run);
    RunSecrets.Opened hidden = secrets.begin(job, run);
    Program program = program(job, task, run);
    Map<String, String> environment = new LinkedHashMap<>(program.variables().apply(inherited));
    files.home(job).ifPresent(home -> environment.put("HOME", home.toString()));
    environment.putAll(task.environment());
    environment.putAll(hidden.variables());
    environment.putAll(own(run));
    Map<String, String> parameters = new LinkedHashMap<>(run.parameters());
    parameters.putAll(hidden.parameters());
    ProcessSpec.Builder spec = ProcessSpec.of(run.id(), command(program, parameters));
    return new Prepared(spec(spec, job, environment), program.notices());
  }

  /** What it executes: its job's script, or a text of its own with the job's settings. */
  private ScriptTask task(Job job, Run run) {
    if (!run.isUnsaved()) {
      return (ScriptTask) job.task();
    }
    return texts
        .apply(run.id())
        .orElseThrow(() -> new IllegalStateException("The text that it was to try out is gone"))
        .in(job.task());
  }

  /**
   * Masks the secrets that a run was started with, and those that its job has now.
   *
   * @throws dev.tempo.secret.SecretException if they cannot be decrypted
   */
  SecretMasker masker(Job job, Run run) {
    return secrets.masker(job, run);
  }

  /** Lets go of what a run held, now that its end is durable. Returns at once. */
  void release(Job job, Run run) {
    if (run.isUnsaved()) {
      files.release(job, run.id(), ".py");
      files.release(job, run.id(), ".sh");
      pythons.release(run.id());
    } else {
      releaseScript(job, run);
    }
    secrets.forget(run.id());
  }

  private void releaseScript(Job job, Run run) {
    switch (job.task()) {
      case PythonTask python -> {
        files.release(job, run.id(), ".py");
        pythons.release(run.id());
      }
      case ShellTask shell -> files.release(job, run.id(), ".sh");
      default -> {} // has no script
    }
  }

  private ProcessSpec spec(ProcessSpec.Builder spec, Job job, Map<String, String> environment) {
    Path directory =
        ((ScriptTask) job.task()).workingDirectory().orElseGet(() -> files.directory(job));
    job.policy().termination().timeout().ifPresent(spec::timeout);
    files.account(job).ifPresent(spec::runAs);
    return spec.directory(directory)
        .environment(environment)
        .grace(job.policy().termination().grace())
        .orphans(leftovers(job.policy().termination().orphans()))
        .limits(limits(job.policy().limits()))
        .build();
  }

  private static List<String> command(Program program, Map<String, String> parameters) {
    List<String> command = new ArrayList<>(program.command());
    parameters.forEach(
        (name, value) -> {
          command.add("--" + name);
          command.add(value);
        });
    return command;
  }

  private Program program(Job job, ScriptTask task, Run run) {
    return switch (task) {
      case PythonTask python -> python(job, python, run);
      case ShellTask shell -> shell(job, shell, run);
      case CommandTask command -> Program.of(command.command());
    };
  }

  /** By the program that its first line names, which need not be a shell. */
  private Program shell(Job job, ShellTask task, Run run) {
    Shebang shebang = task.shebang();
    Map<String, String> variables = new LinkedHashMap<>(inherited);
    variables.putAll(task.environment());
    shebang
        .problem(variables)
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    String content = Shebang.withoutMark(task.content());
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return Program.of(shebang.command(write(job, run, ".sh", bytes)));
  }

  private Program python(Job job, PythonTask task, Run run) {
    PythonTask saved = job.task() instanceof PythonTask python ? python : task;
    PythonCommand chosen = pythons.choose(job, saved, run.id()); // a tried text gets no other
    byte[] bytes = PythonSource.encoded(task.content());
    String script = write(job, run, ".py", bytes).toString();
    return new Program(
        List.of(chosen.executable().toString(), script), chosen.variables(), chosen.notices());
  }

  private Path write(Job job, Run run, String suffix, byte[] bytes) {
    return run.isUnsaved()
        ? files.writeApart(job, run.id(), suffix, bytes)
        : files.write(job, run.id(), suffix, bytes);
  }

  /** Tempo's own variables, which come last and so win. */
  private static Map<String, String> own(Run run) {
    return Map.of(
        "TEMPO_RUN_ID", run.id().toString(),
        "TEMPO_JOB_NAME", run.jobName(),
        "PYTHONUNBUFFERED", "1");
  }

  private static ProcessSpec.OrphanPolicy leftovers(OrphanPolicy policy) {
    return policy == OrphanPolicy.END
        ? ProcessSpec.OrphanPolicy.END
        : ProcessSpec.OrphanPolicy.LEAVE;
  }

  private static ProcessLimits limits(ResourceLimits requested) {
    ProcessLimits limits = ProcessLimits.NONE;
    limits =
        requested.memoryBytes().isPresent()
            ? limits.withMemoryBytes(requested.memoryBytes().getAsLong())
            : limits;
    limits =
        requested.cpuPercent().isPresent()
            ? limits.withCpuPercent(requested.cpuPercent().getAsInt())
            : limits;
    limits =
        requested.processes().isPresent()
            ? limits.withProcesses(requested.processes().getAsInt())
            : limits;
    limits =
        requested.outputBytes().isPresent()
            ? limits.withOutputBytes(requested.outputBytes().getAsLong())
            : limits;
    return requested.nice().isPresent() ? limits.withNice(requested.nice().getAsInt()) : limits;
  }
}
