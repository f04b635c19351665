package dev.tempo.python;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.process.OsAccount;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.python.conda.CondaEnvironments;
import dev.tempo.python.environment.EnvironmentHealth;
import dev.tempo.python.environment.EnvironmentSpec;
import dev.tempo.python.environment.EnvironmentStatus;
import dev.tempo.python.environment.Environments;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import dev.tempo.script.ScriptHost;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Selects the interpreter that runs a job's script and manages the environments of jobs. Comes from
 * {@code Tempo.python()}. Nothing is looked for, opened or started before it is asked for.
 * Thread-safe.
 *
 * <p>Most methods look at the disk, and the first one that needs an interpreter asks all of the
 * machine's for their versions, which takes a second or two.
 */
public final class PythonService implements AutoCloseable {
  private final PythonOptions options;
  private final Interpreters interpreters;
  private final CondaEnvironments conda;
  private final Supplier<Environments> environments;
  private final Function<UUID, PythonTask> jobs;
  private final ScriptChecker checker;
  private final Optional<OsAccount> account;
  private volatile PythonPolicy policy = PythonPolicy.NONE;

  /**
   * Made by a Tempo.
   *
   * @param host by whose variables interpreters and conda are found, and under whose account all of
   *     them are started
   * @param environments opened with the first call
   * @param jobs the script of a job; may throw if there is none
   */
  @SuppressWarnings("exports") // a type for the server alone
  public PythonService(
      PythonOptions options,
      ScriptHost host,
      Supplier<Environments> environments,
      Function<UUID, PythonTask> jobs) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(environments, "environments");
    Objects.requireNonNull(jobs, "jobs");
    this.options = options;
    this.account = host.account();
    Map<String, String> environment = host.variables();
    this.interpreters =
        account
            .map(owner -> Interpreters.of(environment, owner))
            .orElseGet(() -> Interpreters.of(environment));
    this.checker = account.map(ScriptChecker::open).orElseGet(ScriptChecker::open);
    boolean detect = options.conda() == PythonOptions.Conda.DETECT;
    this.conda = detect ? conda(environment, account) : CondaEnvironments.none();
    this.environments = environments;
    this.jobs = jobs;
  }

  private static CondaEnvironments conda(
      Map<String, String> environment, Optional<OsAccount> account) {
    return account
        .map(owner -> CondaEnvironments.of(environment, owner))
        .orElseGet(() -> CondaEnvironments.of(environment));
  }

  /** What was set. */
  public PythonOptions options() {
    return options;
  }

  /** What the host says of the Python of jobs. */
  public PythonPolicy policy() {
    return policy;
  }

  /** Sets what the host says of the Python of jobs, best before the start. */
  public void policy(PythonPolicy host) {
    policy = Objects.requireNonNull(host, "host");
  }

  /** A job's task with what its group says in the place of what it leaves open. */
  public PythonTask effective(UUID job, PythonTask task) {
    return policy.defaults(job).map(group -> group.appliedTo(task)).orElse(task);
  }

  /** A job's task as it runs where no conda environment is used. */
  public PythonTask withoutConda(UUID job, PythonTask task) {
    return policy.defaults(job).orElse(PythonDefaults.NONE).withoutConda(task);
  }

  /**
   * Whether runs of a job need an environment of its own; also if its script says wrongly what it
   * needs, of which they fail.
   */
  public boolean needsEnvironment(UUID job, PythonTask task) {
    return needsEnvironmentAlone(job, effective(job, task));
  }

  /** As {@link #needsEnvironment}, of a task in which what its group says is applied already. */
  public boolean needsEnvironmentAlone(UUID job, PythonTask task) {
    PythonSettings known;
    try {
      known = ScriptNeeds.of(task);
    } catch (IllegalArgumentException e) {
      return true;
    }
    boolean grouped = policy.defaults(job).isPresent();
    return grouped
        ? known.condaEnvironment().isEmpty() && PythonOptions.hasRequirements(known)
        : options.needsEnvironment(known);
  }

  /** The interpreters of this machine. */
  public Interpreters interpreters() {
    return interpreters;
  }

  /** The conda environments of this machine; none if they are not to be looked for. */
  @SuppressWarnings("exports") // a type for the server alone
  public CondaEnvironments conda() {
    return conda;
  }

  /** All environments of all jobs, by the text of the job's id. Closed with its Tempo. */
  public Environments environments() {
    return environments.get();
  }

  /**
   * The interpreter for these settings: of the version that they name, else of the usual version,
   * else the best one. Conda does not count here.
   *
   * @throws IllegalStateException if there is none; says which there are
   */
  public Interpreter interpreter(PythonSettings settings) {
    Optional<String> version = settings.version().or(options::version);
    return version
        .map(interpreters::find)
        .orElseGet(interpreters::newest)
        .orElseThrow(() -> new IllegalStateException(noPython(version)));
  }

  private String noPython(Optional<String> version) {
    String found =
        interpreters.all().stream()
            .map(known -> known.version().toString())
            .collect(Collectors.joining(", "));
    String wanted = version.orElse("3");
    return found.isEmpty()
        ? PythonMessages.NO_INTERPRETER_AT_ALL.text(wanted)
        : PythonMessages.NO_INTERPRETER.text(wanted, found);
  }

  /**
   * The conda environment of this name or at this path.
   *
   * @throws IllegalStateException if there is none, or it has no Python that can be executed; says
   *     what to do
   */
  @SuppressWarnings("exports") // a type for the server alone
  public CondaEnvironment condaEnvironment(String nameOrPath) {
    if (options.conda() == PythonOptions.Conda.OFF) {
      throw new IllegalStateException(PythonMessages.CONDA_OFF.text(nameOrPath));
    }
    CondaEnvironment found =
        conda.find(nameOrPath).orElseThrow(() -> new IllegalStateException(noConda(nameOrPath)));
    if (!java.nio.file.Files.isExecutable(found.python())) {
      throw new IllegalStateException(
          PythonMessages.CONDA_WITHOUT_PYTHON.text(nameOrPath, found.prefix()));
    }
    return found;
  }

  private String noConda(String nameOrPath) {
    List<String> names = conda.all().stream().map(CondaEnvironment::name).toList();
    return names.isEmpty()
        ? PythonMessages.NO_CONDA_AT_ALL.text(nameOrPath)
        : PythonMessages.NO_CONDA.text(nameOrPath, String.join(", ", names));
  }

  /**
   * The interpreter for a script: as {@link #interpreter(PythonSettings)}, and within the versions
   * that the script itself asks for (PEP 723).
   *
   * @throws IllegalStateException if there is none; says which there are
   * @throws IllegalArgumentException if only the script's metadata says what it needs, and wrongly
   */
  public Interpreter interpreter(PythonTask task) {
    Optional<String> range = ScriptNeeds.range(task);
    if (range.isEmpty()) {
      return interpreter(task.python());
    }
    Predicate<PythonVersion> fits = ScriptNeeds.within(range.get());
    Optional<Interpreter> usual =
        options.version().map(interpreters::find).orElseGet(interpreters::newest);
    return usual
        .filter(found -> fits.test(found.version()))
        .or(
            () ->
                interpreters.all().stream().filter(found -> fits.test(found.version())).findFirst())
        .orElseThrow(() -> new IllegalStateException(noPython(range)));
  }

  /**
   * What a job needs: what it says, else what its script says (PEP 723), else what its group says.
   *
   * @param job whose environment it is
   * @throws IllegalStateException if no interpreter fits
   * @throws RequirementsException if the requirements are none
   * @throws IllegalArgumentException if only the script's metadata says them, and wrongly
   */
  public EnvironmentSpec spec(UUID job, PythonTask task) {
    PythonTask asked = withoutConda(job, task);
    Requirements requirements = Requirements.of(ScriptNeeds.of(asked).requirements());
    return new EnvironmentSpec(name(job), interpreter(asked), requirements);
  }

  /** Whether a version is what a script, its job or the settings ask for. */
  public boolean fits(PythonTask task, Optional<PythonVersion> version) {
    Optional<String> wanted = task.python().version();
    try {
      Optional<String> range = ScriptNeeds.range(task);
      boolean free = wanted.isEmpty() && range.isEmpty();
      return free || version.filter(found -> fits(found, wanted, range)).isPresent();
    } catch (IllegalArgumentException e) {
      return true; // what the script says wrongly counts as not said
    }
  }

  private static boolean fits(
      PythonVersion found, Optional<String> requested, Optional<String> range) {
    return requested.map(version -> (found + ".").startsWith(version + ".")).orElse(true)
        && range.map(ScriptNeeds::within).map(within -> within.test(found)).orElse(true);
  }

  /** How it stands with a job's environment. */
  public EnvironmentStatus environment(UUID job) {
    return environments.get().status(name(job));
  }

  /** The bytes of a job's environments on disk; walks through all of their files. */
  public long sizeBytes(UUID job) {
    return environments.get().sizeBytes(name(job));
  }

  /**
   * Builds a job's environment now, unless it is there: its first run then need not wait.
   *
   * @return as {@link Environments#prepare}
   */
  public CompletableFuture<PythonEnvironment> prepare(UUID job) {
    return environments.get().prepare(spec(job, jobs.apply(job)));
  }

  /**
   * Builds a job's environment anew, though it is there; runs use the old one until it is ready.
   *
   * @return as {@link Environments#rebuild}
   */
  public CompletableFuture<PythonEnvironment> rebuild(UUID job) {
    return environments.get().rebuild(spec(job, jobs.apply(job)));
  }

  /** Ends the build of a job's environment, if there is one: it fails, and so do runs that wait. */
  public void cancelBuild(UUID job) {
    environments.get().cancel(name(job));
  }

  /**
   * Deletes a job's environment, as soon as no run uses it. A run that needs it builds it again.
   */
  public void delete(UUID job) {
    environments.get().remove(name(job));
  }

  /** Looks whether a job's environment works, conda's included. Takes a few seconds. */
  public EnvironmentHealth health(UUID job) {
    Optional<String> name = effective(job, jobs.apply(job)).python().condaEnvironment();
    return name.isPresent() ? condaHealth(name.get()) : environments.get().check(name(job));
  }

  private EnvironmentHealth condaHealth(String name) {
    return conda
        .find(name)
        .map(found -> found.check(account))
        .orElseGet(() -> new EnvironmentHealth(List.of(noConda(name))));
  }

  /**
   * Checks a script by the interpreter that would run it; see {@link ScriptChecker#check}.
   *
   * @throws IllegalStateException if that interpreter is not there
   */
  public ScriptCheck check(PythonSettings settings, String source) {
    return checker.check(checking(settings), source);
  }

  /**
   * Checks the script of a task by the interpreter that would run it.
   *
   * @throws IllegalStateException if that interpreter is not there
   */
  public ScriptCheck check(PythonTask task) {
    return task.python().condaEnvironment().isPresent()
        ? check(task.python(), task.content())
        : checker.check(likely(task), task.content());
  }

  /** The interpreter for a script, whatever it says wrongly of itself. */
  public Interpreter likely(PythonTask task) {
    try {
      return interpreter(task);
    } catch (IllegalArgumentException e) {
      return interpreter(task.python());
    }
  }

  private Interpreter checking(PythonSettings settings) {
    if (settings.condaEnvironment().isEmpty()) {
      return interpreter(settings);
    }
    Path python = condaEnvironment(settings.condaEnvironment().get()).python();
    return interpreters
        .at(python)
        .orElseThrow(() -> new IllegalStateException(PythonMessages.CANNOT_BE_USED.text(python)));
  }

  /** What a script says of itself by PEP 723; see {@link InlineMetadata#read}. */
  public Optional<InlineMetadata> metadata(String source) {
    return InlineMetadata.read(source);
  }

  /** Ends the helper processes of checks. */
  @Override
  public void close() {
    checker.close();
  }

  /** How environments know a job. */
  public static String name(UUID job) {
    Objects.requireNonNull(job, "job");
    return job.toString();
  }
}
