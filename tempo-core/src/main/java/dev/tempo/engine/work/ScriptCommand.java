package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.OrphanPolicy;
import dev.tempo.Run;
import dev.tempo.RunSurroundings;
import dev.tempo.RunType;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.internal.message.ScriptMessages;
import dev.tempo.message.Message;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessSpec;
import dev.tempo.python.PythonSource;
import dev.tempo.script.ScriptFile;
import dev.tempo.script.Shebang;
import dev.tempo.script.ShellSource;
import dev.tempo.secret.SecretMasker;
import dev.tempo.task.CommandTask;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ResourceLimits;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptSettings;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ScriptText;
import dev.tempo.task.ShellTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Turns a script's run into a process to start, and holds what the run needs. Thread-safe. */
final class ScriptCommand {
  private final ScriptFiles files;
  private final InPlaceScripts lying;
  private final Map<String, String> inherited;
  private final RunSurroundings besides;
  private final boolean isOneOfSeveral;
  private final PythonSelector pythons;
  private final RunSecrets secrets;
  private final Function<UUID, Optional<ScriptText>> texts;

  /**
   * Where scripts lie.
   *
   * @param written those that Tempo writes
   * @param lying those that are executed where they lie
   */
  record Places(ScriptFiles written, InPlaceScripts lying) {}

  /**
   * What scripts find around them.
   *
   * @param inherited variables
   * @param besides what the host has for a run, which wins over what the job has
   * @param isOneOfSeveral whether other nodes may do their work over again
   */
  record Around(Map<String, String> inherited, RunSurroundings besides, boolean isOneOfSeveral) {}

  /**
   * Over where scripts lie.
   *
   * @param texts what runs execute in the place of their jobs' scripts
   */
  ScriptCommand(
      Places places,
      Around environment,
      PythonSelector pythons,
      RunSecrets secrets,
      Function<UUID, Optional<ScriptText>> texts) {
    this.texts = texts;
    this.files = places.written();
    this.lying = places.lying();
    this.inherited = environment.inherited();
    this.besides = environment.besides();
    this.isOneOfSeveral = environment.isOneOfSeveral();
    this.pythons = pythons;
    this.secrets = secrets;
  }

  /**
   * A process to start.
   *
   * @param spec how
   * @param notices what is to be said in its log
   * @param read what its script says, if that was read where it lies
   */
  record Prepared(ProcessSpec spec, List<Message> notices, Optional<ReadScript> read) {}

  /** What is started, and in which surroundings. */
  private record Program(
      List<String> command, UnaryOperator<Map<String, String>> variables, List<Message> notices) {
    static Program of(List<String> command) {
      return new Program(command, UnaryOperator.identity(), List.of());
    }

    Program also(Optional<Message> notice) {
      List<Message> more = Stream.concat(notices.stream(), notice.stream()).toList();
      return new Program(command, variables, more);
    }
  }

  /** A script as it is to be executed, and the bytes of its file. */
  private record Source(ScriptTask task, Optional<ScriptFile> file) {
    Optional<ReadScript> read() {
      return file.map(found -> new ReadScript(found.sha256(), ScriptText.of(task).orElseThrow()));
    }
  }

  /** A script in its place, and what is to be said of it. */
  private record Placed(Path script, Optional<Message> notice) {
    static Placed of(Path script) {
      return new Placed(script, Optional.empty());
    }
  }

  /**
   * The process of a run. Writes its script, and holds its environment until {@link #release}.
   *
   * @throws IllegalStateException if its Python is not there, or its script, where it lies, or if
   *     nothing can run under its account
   * @throws dev.tempo.secret.SecretException if its secrets cannot be decrypted
   */
  Prepared prepare(Job job, Run run) {
    files.keepApart(); // before any account is given to a job
    files.account(job); // says first of all if nothing can run under it
    Source source = source(task(job, run), run);
    ScriptTask task = source.task();
    RunSurroundings.Additions additions = ofHost(job, run);
    RunSecrets.Opened hidden = secrets.begin(job, run, additions.secretVariables());
    Program program = program(job, source, run);
    Map<String, String> environment = new LinkedHashMap<>(program.variables().apply(inherited));
    files.home(job).ifPresent(home -> environment.put("HOME", home.toString()));
    environment.putAll(task.environment());
    environment.putAll(hidden.variables());
    hidden.parameters().forEach((name, value) -> environment.put(variable(name), value));
    environment.putAll(additions.variables());
    environment.putAll(additions.secretVariables());
    environment.putAll(own(run));
    List<String> command = command(program, task.settings(), run.parameters());
    command.addAll(additions.arguments());
    ProcessSpec.Builder spec = ProcessSpec.of(run.id(), command);
    spec(spec, job, environment);
    timeout(job, run).ifPresent(spec::timeout);
    if (isOneOfSeveral && run.isRegular()) {
      LostAfter.heartbeatTimeout(job.policy()).ifPresent(spec::heartbeatTimeout);
    }
    return new Prepared(spec.build(), program.notices(), source.read());
  }

  /** What it executes: its job's script, or a text of its own with the job's settings. */
  private ScriptTask task(Job job, Run run) {
    if (!run.isUnsaved()) {
      return (ScriptTask) job.task();
    }
    return texts
        .apply(run.id())
        .orElseThrow(() -> new IllegalStateException(RunMessages.TRIED_TEXT_GONE.text()))
        .in(job.task());
  }

  /** What lies there counts, unless the run tries out something else. */
  private static Source source(ScriptTask task, Run run) {
    if (run.isUnsaved() || !(task.place() instanceof ScriptPlace.InPlace place)) {
      return new Source(task, Optional.empty());
    }
    ScriptFile file = ScriptFile.read(place.file(), place.root());
    ScriptTask current =
        switch (task) {
          case PythonTask python -> python.withContent(PythonSource.decoded(file.bytes()));
          case ShellTask shell -> shell.withContent(ShellSource.decoded(file.bytes()));
          case CommandTask command -> command;
        };
    return new Source(current, Optional.of(file));
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
    lying.release(run.id());
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

  /** The longest that a run may take; a service takes as long as it likes. */
  private static Optional<Duration> timeout(Job job, Run run) {
    return run.type() == RunType.SERVICE ? Optional.empty() : job.policy().termination().timeout();
  }

  private void spec(ProcessSpec.Builder spec, Job job, Map<String, String> environment) {
    Path directory = ((ScriptTask) job.task()).workingDirectory().orElseGet(() -> directory(job));
    files.account(job).ifPresent(spec::runAs);
    spec.directory(directory)
        .environment(environment)
        .grace(job.policy().termination().grace())
        .orphans(leftovers(job.policy().termination().orphans()))
        .limits(limits(job.policy().limits()));
  }

  private Path directory(Job job) {
    return ((ScriptTask) job.task()).place() instanceof ScriptPlace.InPlace place
        ? place.directory()
        : files.directory(job);
  }

  private static List<String> command(
      Program program, ScriptSettings settings, Map<String, String> parameters) {
    List<String> command = new ArrayList<>(program.command());
    parameters.forEach(
        (name, value) -> command.addAll(settings.style(name).arguments(name, value)));
    return command;
  }

  /** The variable that hands over a secret parameter: everybody can read command lines. */
  private static String variable(String parameter) {
    return "TEMPO_PARAM_" + parameter.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private Program program(Job job, Source source, Run run) {
    return switch (source.task()) {
      case PythonTask python -> python(job, python, source, run);
      case ShellTask shell -> shell(job, shell, source, run);
      case CommandTask command -> Program.of(command.command());
    };
  }

  /** By the program that its first line names, which need not be a shell. */
  private Program shell(Job job, ShellTask task, Source source, Run run) {
    Shebang shebang = task.shebang();
    Map<String, String> variables = new LinkedHashMap<>(inherited);
    variables.putAll(task.environment());
    shebang
        .problem(variables)
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    Placed placed =
        source
            .file()
            .map(file -> copied((ScriptPlace.InPlace) task.place(), file, run))
            .orElseGet(() -> write(job, task, run, ShellSource.encoded(task.content())));
    return Program.of(shebang.command(placed.script())).also(placed.notice());
  }

  private Program python(Job job, PythonTask task, Source source, Run run) {
    boolean ofJob = !run.isUnsaved() || !(job.task() instanceof PythonTask);
    PythonTask asking = ofJob ? task : (PythonTask) job.task(); // a tried text gets no other
    PythonCommand chosen = pythons.choose(job, asking, run.id());
    Placed placed =
        source
            .file()
            .map(file -> Placed.of(file.file()))
            .orElseGet(() -> write(job, task, run, PythonSource.encoded(task.content())));
    return new Program(
            List.of(chosen.executable().toString(), placed.script().toString()),
            chosen.variables(),
            chosen.notices())
        .also(placed.notice());
  }

  /** A shell reads its script while it runs; where there can be no copy, it reads the script. */
  private Placed copied(ScriptPlace.InPlace place, ScriptFile file, Run run) {
    byte[] bytes = ShellSource.executable(file.bytes());
    InPlaceScripts.Copy copy = lying.copy(place, run.id(), file, bytes);
    return copy.file()
        .map(Placed::of)
        .orElseGet(
            () ->
                new Placed(
                    file.file(),
                    Optional.of(ScriptMessages.NO_COPY.of(file.file(), copy.reason()))));
  }

  private Placed write(Job job, ScriptTask task, Run run, byte[] bytes) {
    String suffix = task instanceof PythonTask ? ".py" : ".sh";
    if (!run.isUnsaved()) {
      return Placed.of(files.write(job, run.id(), suffix, bytes));
    }
    Optional<Path> beside =
        task.place() instanceof ScriptPlace.InPlace place
            ? lying.copy(place, run.id(), bytes).file()
            : Optional.empty();
    return Placed.of(beside.orElseGet(() -> files.writeApart(job, run.id(), suffix, bytes)));
  }

  /** A run must not go without what its host wants it to have, such as where its data lies. */
  private RunSurroundings.Additions ofHost(Job job, Run run) {
    try {
      return Objects.requireNonNull(besides.of(job, run), "additions");
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          RunMessages.SURROUNDINGS.text(ExceptionText.ownMessage(e)), e);
    }
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
