package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Leftovers;
import dev.tempo.Run;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessSpec;
import dev.tempo.task.CommandTask;
import dev.tempo.task.Limits;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ShellTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Turns a script's run into a process to start. Thread-safe. */
final class ScriptCommand {
  private final ScriptFiles files;
  private final Map<String, String> inherited;

  ScriptCommand(ScriptFiles files, Map<String, String> inherited) {
    this.files = files;
    this.inherited = inherited;
  }

  /**
   * The process of a run. Writes its script.
   *
   * @throws IllegalStateException if the interpreter is not found
   */
  ProcessSpec spec(Job job, Run run) {
    ScriptTask task = (ScriptTask) job.task();
    Path directory = task.workingDirectory().orElseGet(() -> files.directory(job));
    ProcessSpec.Builder spec = ProcessSpec.of(run.id(), command(job, task, run));
    job.policy().ending().timeout().ifPresent(spec::timeout);
    return spec.directory(directory)
        .environment(environment(task, run))
        .grace(job.policy().ending().grace())
        .leftovers(leftovers(job.policy().ending().leftovers()))
        .limits(limits(job.policy().limits()))
        .build();
  }

  /** Lets go of a run's script, now that the run has ended. */
  void release(Job job, Run run) {
    switch (job.task()) {
      case PythonTask python -> files.release(job, run.id(), ".py");
      case ShellTask shell -> files.release(job, run.id(), ".sh");
      default -> {} // has no script
    }
  }

  private List<String> command(Job job, ScriptTask task, Run run) {
    List<String> command = new ArrayList<>(program(job, task, run.id()));
    run.parameters()
        .forEach(
            (name, value) -> {
              command.add("--" + name);
              command.add(value);
            });
    return command;
  }

  private List<String> program(Job job, ScriptTask task, UUID runId) {
    return switch (task) {
      case PythonTask python ->
          List.of(python(python), files.write(job, runId, ".py", python.content()).toString());
      case ShellTask shell ->
          List.of("/bin/sh", files.write(job, runId, ".sh", shell.content()).toString());
      case CommandTask command -> command.command();
    };
  }

  private String python(PythonTask task) {
    String name = task.python().version().map(version -> "python" + version).orElse("python3");
    return onPath(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No interpreter '%s' was found on PATH (%s); install it, or choose another version"
                        .formatted(name, inherited.getOrDefault("PATH", ""))))
        .toString();
  }

  private Optional<Path> onPath(String program) {
    for (String directory : inherited.getOrDefault("PATH", "").split(":")) {
      Path candidate = Path.of(directory, program);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** What it inherits, then the job's own variables, then Tempo's. */
  private Map<String, String> environment(ScriptTask task, Run run) {
    Map<String, String> all = new LinkedHashMap<>(inherited);
    all.putAll(task.environment());
    all.put("TEMPO_RUN_ID", run.id().toString());
    all.put("TEMPO_JOB_NAME", run.jobName());
    all.put("PYTHONUNBUFFERED", "1");
    return all;
  }

  private static ProcessSpec.Leftovers leftovers(Leftovers policy) {
    return policy == Leftovers.END ? ProcessSpec.Leftovers.END : ProcessSpec.Leftovers.LEAVE;
  }

  private static ProcessLimits limits(Limits wanted) {
    ProcessLimits limits = ProcessLimits.NONE;
    limits =
        wanted.memoryBytes().isPresent()
            ? limits.memoryBytes(wanted.memoryBytes().getAsLong())
            : limits;
    limits =
        wanted.cpuPercent().isPresent()
            ? limits.cpuPercent(wanted.cpuPercent().getAsInt())
            : limits;
    limits =
        wanted.processes().isPresent() ? limits.processes(wanted.processes().getAsInt()) : limits;
    limits =
        wanted.outputBytes().isPresent()
            ? limits.outputBytes(wanted.outputBytes().getAsLong())
            : limits;
    return wanted.nice().isPresent() ? limits.nice(wanted.nice().getAsInt()) : limits;
  }
}
