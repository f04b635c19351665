package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.internal.message.HealthMessages;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.log.LogAppendStore;
import dev.tempo.log.LogReader;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.message.InvalidValueException;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.process.ResourceSample;
import dev.tempo.python.PythonService;
import dev.tempo.script.ScriptHost;
import dev.tempo.secret.SecretCipher;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.LineRelay;
import dev.tempo.task.PythonTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the services that execute runs: log writers, the handler launcher and (created lazily) the
 * process supervisor and script launcher. Thread-safe.
 */
public final class WorkServices {
  private static final Logger LOG = LoggerFactory.getLogger(WorkServices.class);
  private static final String KEY = "secret.key";

  private final EngineSettings settings;
  private final BiConsumer<UUID, ResourceSample> onSample;
  private final RunLogService logs;
  private final LineRelay relay;
  private final HandlerLauncher handlers;
  private final Payloads payloads;
  private final BegunRuns begun;
  private boolean recovered;
  private final SecretVault vault;
  private final EnvironmentManager environments;
  private final PythonService python;
  private final PythonSelector pythons;
  private final StoreRetry retry;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock sweep = new ReentrantLock();
  private volatile boolean closed;
  private volatile long heartbeat;
  private Optional<Path> directory = Optional.empty();
  private Optional<SecretCipher> cipher = Optional.empty();
  private volatile ProcessSupervisor supervisor;
  private ScriptLauncher scripts;
  private InPlaceScripts lying;
  private volatile RunSurroundings besides = (job, run) -> RunSurroundings.Additions.NONE;

  /** Work for an engine; samples of scripts are told by the supervisor's thread. */
  public WorkServices(
      EngineSettings settings, EventBus events, BiConsumer<UUID, ResourceSample> onSample) {
    this.settings = settings;
    this.onSample = onSample;
    this.relay = relay(settings);
    this.logs = RunLogService.builder(sink(settings), settings.time()).relay(relay::append).build();
    this.vault = new SecretVault(this::cipher);
    this.begun =
        settings
            .work()
            .directory()
            .map(directory -> BegunRuns.open(directory.resolve("begun")))
            .orElseGet(BegunRuns::none);
    this.payloads = new Payloads(settings);
    this.handlers =
        new HandlerLauncher(
            settings, new HandlerLauncher.Means(vault, this::log, begun, payloads, events));
    this.retry = new StoreRetry(settings.store(), () -> closed);
    this.environments = new EnvironmentManager(settings, this::directory, events, retry);
    Map<String, String> variables = settings.work().environment();
    ScriptHost host = new ScriptHost(variables, settings.work().scriptEnvironment().account());
    this.python = new PythonService(settings.work().python(), host, environments, this::needs);
    this.pythons = new PythonSelector(python, environments, variables.getOrDefault("PATH", ""));
  }

  private static LogAppendStore sink(EngineSettings settings) {
    LogAppendStore sink = settings.store().logs();
    Optional<Path> disk = settings.store().directory();
    return disk.isEmpty()
        ? sink
        : new ReservedSink(sink, settings.work().place().reserve(disk.get()));
  }

  private static LineRelay relay(EngineSettings settings) {
    return settings.isNode()
        ? ((ClusteredStore) settings.store()).cluster().lineRelay()
        : LineRelay.NONE;
  }

  /** Which runs have begun. */
  public BegunRuns begunRuns() {
    return begun;
  }

  /** Seals and opens secrets. */
  public SecretVault vault() {
    return vault;
  }

  /** The environments of jobs. */
  public EnvironmentManager environments() {
    return environments;
  }

  /** Sets what scripts get besides. */
  public void runSurroundings(RunSurroundings source) {
    besides = source;
  }

  /** Interpreters, and what else a host may ask of Python. */
  public PythonService python() {
    return python;
  }

  /** Chooses the Python of each run. */
  public PythonSelector pythons() {
    return pythons;
  }

  /** What is wrong with the directory in which scripts and handlers leave their marks. */
  public Optional<String> directoryProblem() {
    return usedDirectory()
        .filter(used -> !Files.isDirectory(used))
        .map(used -> HealthMessages.DIRECTORY_GONE.text(used));
  }

  private Optional<Path> usedDirectory() {
    lock.lock();
    try {
      return directory.or(settings.work()::directory);
    } finally {
      lock.unlock();
    }
  }

  /** Why lines cannot be stored at present; empty while all is well. */
  public Optional<StoreException> logFailure() {
    return logs.failure().map(problem -> new StoreException(problem.getMessage(), problem));
  }

  public RunLogService logs() {
    return logs;
  }

  /** Passes lines on to other nodes from now on, as far as they are watched there. */
  public void serveLines() {
    relay.serve(logs::relayUnsaved);
  }

  /** Reads the log of a run that another node may execute, to its end. */
  public LogReader readRelayed(UUID runId, long afterLine, CompletableFuture<Run> end) {
    return new RelayedLogReader(new RelayedLogReader.Sources(logs, relay), runId, afterLine, end);
  }

  /** Encodes and decodes what handlers are given and hand over. */
  public Payloads payloads() {
    return payloads;
  }

  public HandlerLauncher handlers() {
    return handlers;
  }

  /** What runs scripts; made at the first call. */
  public ScriptLauncher scripts() {
    lock.lock();
    try {
      if (scripts == null) {
        ScriptFiles files =
            new ScriptFiles(
                directory().resolve("scripts"), accounts(), () -> settings.store().jobs());
        supervisor = supervisor(directory().resolve("runs"));
        supervisor.heartbeat(heartbeat);
        lying = new InPlaceScripts(directory().resolve("copies"), account().isPresent());
        ScriptCommand commands =
            new ScriptCommand(
                new ScriptCommand.Places(files, lying),
                new ScriptCommand.Around(
                    settings.work().scriptEnvironment().ofScripts(),
                    (job, run) -> besides.of(job, run),
                    settings.isNode()),
                pythons,
                new RunSecrets(vault, directory().resolve("secrets")),
                settings.store().runs()::script);
        ScriptLauncher.Records records = new ScriptLauncher.Records(logs, begun);
        ScriptLauncher.Life life = new ScriptLauncher.Life(retry, () -> closed);
        scripts =
            new ScriptLauncher(supervisor, commands, records, onSample, settings.time(), life);
        if (recovered) {
          supervisor.recovered();
        }
      }
      return scripts;
    } finally {
      lock.unlock();
    }
  }

  /** What is wrong if processes have not been supervised for longer than so. */
  public Optional<String> processProblem(Duration patience) {
    ProcessSupervisor made = supervisor;
    return made == null ? Optional.empty() : made.problem(patience);
  }

  private Optional<OsAccount> account() {
    return settings.work().scriptEnvironment().account();
  }

  private static boolean isOver(Run run) {
    return run.status().isFinal();
  }

  /** Among several nodes, what is lost may go on here. */
  private boolean isOverHere(Run run) {
    return isOver(run) && !(settings.isNode() && run.status() == RunStatus.LOST);
  }

  private JobAccounts accounts() {
    EngineSettings.ScriptEnvironment environment = settings.work().scriptEnvironment();
    return environment.range().isEmpty()
        ? JobAccounts.shared(environment.account())
        : JobAccounts.open(
            environment.account().orElseThrow(),
            environment.range().get(),
            directory().resolve("accounts"));
  }

  /** What an earlier engine left is taken over or given up, and that is durable. */
  public void recovered() {
    begun.forgetEarlier();
    lock.lock();
    try {
      recovered = true;
      if (supervisor != null) {
        supervisor.recovered();
      }
    } finally {
      lock.unlock();
    }
  }

  /** This node is alive to the others, as was known at this uptime. */
  public void heartbeat(long uptime) {
    heartbeat = uptime;
    ProcessSupervisor made = supervisor;
    if (made != null) {
      made.heartbeat(uptime);
    }
  }

  /** Scripts that an earlier process left here, dead or alive. */
  public Set<UUID> leftScripts() {
    Optional<Path> runs = settings.work().directory().map(kept -> kept.resolve("runs"));
    if (runs.isEmpty() || !Files.isDirectory(runs.get())) {
      return Set.of();
    }
    scripts();
    return supervisor.runIds();
  }

  /** Deletes the directories of runs that have ended, if there are any. */
  public void deleteEnded() {
    Optional<Path> runs = settings.work().directory().map(kept -> kept.resolve("runs"));
    if (runs.isEmpty() || !Files.isDirectory(runs.get())) {
      return;
    }
    sweep.lock();
    try {
      if (!closed) {
        scripts();
        EndedDirectories.delete(
            supervisor, settings.store().runs(), this::isOverHere, () -> closed);
        lying.releaseAll(
            id -> settings.store().runs().find(id).filter(this::isOverHere).isPresent());
      }
    } catch (RuntimeException e) {
      LOG.warn("Directories of ended runs are left: {}", e.toString());
    } finally {
      sweep.unlock();
    }
  }

  /** Lets go of everything; processes that still run are left to themselves. */
  public void close() {
    closed = true;
    sweep.lock(); // nothing is deleted or made any more once the engine is closed
    sweep.unlock();
    logs.close();
    lock.lock();
    try {
      if (supervisor != null) {
        supervisor.close();
      }
    } finally {
      lock.unlock();
    }
    environments.close();
    python.close();
  }

  private PythonTask needs(UUID jobId) {
    Job job =
        settings
            .store()
            .jobs()
            .find(jobId)
            .orElseThrow(() -> new NotFoundException(JobMessages.NO_JOB.of(jobId)));
    if (job.task() instanceof PythonTask task) {
      return task;
    }
    throw new InvalidValueException(PythonMessages.NO_PYTHON_JOB.of(job.key()));
  }

  /** The key of the host, else one beside the scripts, else one for this process alone. */
  private SecretCipher cipher() {
    lock.lock();
    try {
      if (cipher.isEmpty()) {
        cipher =
            settings
                .work()
                .secrets()
                .or(
                    () ->
                        settings
                            .work()
                            .directory()
                            .map(kept -> kept.resolve(KEY))
                            .map(SecretCipher::open))
                .or(
                    () ->
                        Optional.of(SecretCipher.of(UUID.randomUUID() + "-" + UUID.randomUUID())));
      }
      return cipher.get();
    } finally {
      lock.unlock();
    }
  }

  private ProcessSupervisor supervisor(Path directory) {
    try {
      ProcessSupervisor.Builder builder =
          ProcessSupervisor.builder()
              .directory(directory)
              .diskReserve(settings.work().place().reserve(directory))
              .clock(settings.time());
      settings.work().scriptEnvironment().account().ifPresent(builder::runAs);
      return builder.build();
    } catch (ProcessException e) {
      throw new IllegalStateException(
          RunMessages.SCRIPTS_UNUSABLE.text(String.valueOf(e.getMessage())), e);
    }
  }

  private LazyLog log(Run run) {
    return new LazyLog(logs, run);
  }

  /** Whose log that of a run is. */
  public static RunLogInfo logKey(Run run) {
    return new RunLogInfo(
        run.id(),
        run.jobId(),
        run.request().origin().startedBy(),
        run.startedAt().orElse(run.queuedAt()),
        run.label());
  }

  private Path directory() {
    lock.lock();
    try {
      if (directory.isEmpty()) {
        directory = Optional.of(makeDirectory());
      }
      return directory.get();
    } finally {
      lock.unlock();
    }
  }

  private Path makeDirectory() {
    try {
      return settings.work().directory().isPresent()
          ? Files.createDirectories(settings.work().directory().get())
          : Files.createTempDirectory("tempo-");
    } catch (IOException e) {
      throw new UncheckedIOException(
          RunMessages.SCRIPTS_DIRECTORY.text(String.valueOf(settings.work().directory())), e);
    }
  }
}
