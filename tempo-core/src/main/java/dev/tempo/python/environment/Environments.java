package dev.tempo.python.environment;

import dev.tempo.internal.io.DirectoryLock;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessLimits;
import dev.tempo.python.InterpreterSearchPath;
import dev.tempo.time.TimeSource;
import dev.tempo.value.TimeBounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The virtual environments of jobs, one for each, in a directory of their own: {@code
 * envs/<job>/<build>}.
 *
 * {@snippet :
 * try (Environments environments = Environments.builder().directory(data.resolve("envs")).open()) {
 *   EnvironmentSpec spec =
 *       new EnvironmentSpec("report", interpreter, Requirements.parse("requests>=2.31"));
 *   environments.prepare(spec).join();                       // built once, at once if it is there
 *   PythonEnvironment environment = environments.pin("report", runId).orElseThrow();
 *   // run environment.python() with environment.variables(…), then
 *   environments.unpin(runId);
 * }
 * }
 *
 * <p>An environment never changes. Another need is built beside it, at its final path, and put to
 * use at once when it is finished; until then, and for good when the build fails, runs use the old
 * one. Equal needs are installed once and then shared by hard links. What was reported is durable;
 * what a crash left unfinished is deleted by the next {@link Builder#open()}.
 *
 * <p>Threads: one daemon thread for each build, and only while it builds. All methods are safe for
 * use by several threads. {@code docs/python.md} says more.
 */
public final class Environments implements AutoCloseable {
  private final DirectoryLock lock;
  private final BuildRegistry catalog;
  private final InstallerRunner tools;
  private final BuildQueue queue;
  private final EnvironmentHealthCheck health;

  private Environments(Builder builder, DirectoryLock lock) throws IOException, ProcessException {
    this.lock = lock;
    this.tools =
        new InstallerRunner(
            builder.directory.resolve(".tools"),
            new InstallerRunner.Budget(builder.timeout, builder.limits),
            builder.account);
    tools.endOrphans();
    this.catalog = new BuildRegistry(builder.directory);
    catalog.load();
    EnvironmentBuild.Toolchain workshop =
        new EnvironmentBuild.Toolchain(
            tools, builder.variables, builder.uv, builder.time, builder.account);
    this.health = new EnvironmentHealthCheck(workshop);
    this.queue = new BuildQueue(catalog, workshop, builder.concurrency, builder.retryAfter);
    queue.settings(builder.settings);
  }

  /** Begins a manager. {@link Builder#directory} is required. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Sees to it that a job has the environment it needs.
   *
   * <p>If it is there, the future is complete already. If it is being built, that build is waited
   * for. A build of something else for the same job is waited for, then this one is begun. A need
   * that failed less than a minute ago fails at once, with the same words.
   *
   * @return fails with an {@link EnvironmentException}; to cancel it has no effect on the build
   * @throws IllegalStateException if this manager is closed
   */
  public CompletableFuture<PythonEnvironment> prepare(EnvironmentSpec spec) {
    return queue.prepare(spec);
  }

  /**
   * Builds a job's environment anew, though it is there, and though an equal one could be copied:
   * newer versions may be chosen. The old one stays in use until the new one is ready.
   *
   * @return as {@link #prepare}
   */
  public CompletableFuture<PythonEnvironment> rebuild(EnvironmentSpec spec) {
    return queue.rebuild(spec);
  }

  /** Ends the build of a job, if there is one: it fails. */
  public void cancel(String job) {
    queue.cancel(job);
  }

  /** What runs of a job use now; empty if it has none, or its interpreter is gone. */
  public Optional<PythonEnvironment> current(String job) {
    return catalog.current(job);
  }

  /** How it stands with a job's environment. */
  public EnvironmentStatus status(String job) {
    return queue.status(job);
  }

  /** The jobs that have an environment, or had one that failed. */
  public Set<String> jobs() {
    return catalog.jobs();
  }

  /**
   * Keeps what a job uses now until the run ends, whatever is built meanwhile; also over a restart.
   *
   * @return what the run must use; empty if the job has no environment that works
   * @throws UncheckedIOException if it cannot be written down
   */
  public Optional<PythonEnvironment> pin(String job, UUID run) {
    try {
      return catalog.pin(job, run);
    } catch (IOException e) {
      throw new UncheckedIOException(PythonMessages.NOT_PINNED.text(job), e);
    }
  }

  /**
   * The run has ended. Deletes its environment if that is not used any more, which may take some
   * hundred milliseconds.
   */
  public void unpin(UUID run) {
    catalog.unpin(run::equals);
    catalog.sweep();
  }

  /** After a restart: all runs but these have ended. */
  public void retainPins(Collection<UUID> runs) {
    Set<UUID> live = Set.copyOf(runs);
    catalog.unpin(run -> !live.contains(run));
    catalog.sweep();
  }

  /**
   * Deletes what nothing uses: neither a job now, nor a run.
   *
   * @return how many environments
   */
  public int cleanUp() {
    return catalog.sweep();
  }

  /**
   * Forgets a job. Its build is cancelled; environments that runs have pinned are deleted when
   * those end.
   *
   * @throws UncheckedIOException if the disk refuses
   */
  public void remove(String job) {
    EnvironmentSpec.checkJob(job);
    queue.cancel(job);
    try {
      catalog.remove(job);
    } catch (IOException e) {
      throw new UncheckedIOException(PythonMessages.NOT_REMOVED.text(job), e);
    }
    catalog.sweep();
  }

  /**
   * Keeps a link {@code .venv} to the job's environment in a directory, for editors and people. It
   * is renewed with each build. Something else of that name is left alone.
   *
   * @throws UncheckedIOException if the wish cannot be written down
   */
  public void offerLink(String job, Path directory) {
    EnvironmentSpec.checkJob(job);
    try {
      catalog.offerLink(job, directory.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(PythonMessages.LINK_NOT_NOTED.text(job), e);
    }
  }

  /**
   * Looks whether a job's environment works: interpreter, installed versions, imports, {@code pip
   * check}. Starts two processes and may take some seconds.
   */
  public EnvironmentHealth check(String job) {
    return catalog
        .recorded(job)
        .map(health::check)
        .orElseGet(
            () ->
                new EnvironmentHealth(
                    java.util.List.of(PythonMessages.HEALTH_NO_ENVIRONMENT.text())));
  }

  /** The bytes of a job's environments; what is shared is counted for each that shares it. */
  public long sizeBytes(String job) {
    EnvironmentSpec.checkJob(job);
    return catalog.sizeBytes(job);
  }

  /** Where packages come from, for builds that begin from now on. */
  public void settings(PipSettings settings) {
    queue.settings(settings);
  }

  /**
   * Adds a listener for all builds. It is called on the thread of a build and must not block; what
   * it throws is logged.
   *
   * @return takes it away again
   */
  public Runnable onProgress(Consumer<BuildProgress> listener) {
    return queue.onProgress(listener);
  }

  /** Cancels all builds and waits, some seconds at most, for their ends. */
  @Override
  public void close() {
    queue.close();
    catalog.sweep();
    tools.close();
    lock.close();
  }

  /** Collects the settings of a manager. Not safe for use by several threads. */
  public static final class Builder {
    private Path directory;
    private PipSettings settings = PipSettings.MACHINE;
    private TimeSource time = TimeSource.system();
    private Map<String, String> variables = installerVariables(System.getenv());
    private Optional<Path> uv = Optional.empty();
    private Duration timeout = Duration.ofMinutes(15);
    private Duration retryAfter = Duration.ofMinutes(1);
    private ProcessLimits limits = ProcessLimits.NONE;
    private int concurrency = 2;
    private Optional<OsAccount> account = Optional.empty();

    private Builder() {}

    private static Map<String, String> installerVariables(Map<String, String> environment) {
      EnvironmentWhitelist whitelist =
          EnvironmentWhitelist.parse(
              EnvironmentWhitelist.standard()
                  + ",PIP_*,UV_*,SSL_CERT_FILE,SSL_CERT_DIR,REQUESTS_CA_BUNDLE,"
                  + "http_proxy,https_proxy,no_proxy,HTTP_PROXY,HTTPS_PROXY,NO_PROXY");
      return whitelist.select(environment);
    }

    /**
     * Where the environments are; made if need be. One manager at a time may use it.
     *
     * @throws NullPointerException if it is null
     */
    public Builder directory(Path environments) {
      Objects.requireNonNull(environments, "environments");
      this.directory = environments.toAbsolutePath().normalize();
      return this;
    }

    /**
     * Where packages come from; {@link PipSettings#MACHINE} by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder settings(PipSettings pip) {
      this.settings = Objects.requireNonNull(pip, "pip");
      return this;
    }

    /**
     * The clocks; the machine's by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder time(TimeSource source) {
      this.time = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * What installers inherit. By default what the standard whitelist lets through, and the
     * variables for pip, uv, proxies and certificates.
     *
     * @throws NullPointerException if it is null
     */
    public Builder variables(Map<String, String> inherited) {
      Objects.requireNonNull(inherited, "inherited");
      this.variables = new TreeMap<>(inherited);
      return this;
    }

    /**
     * As {@link #variables}, with those of an environment that the standard whitelist lets through,
     * and its variables for pip, uv, proxies and certificates.
     *
     * @throws NullPointerException if it is null
     */
    public Builder variablesFrom(Map<String, String> environment) {
      Objects.requireNonNull(environment, "environment");
      return variables(installerVariables(environment));
    }

    /**
     * Installs with this {@code uv} instead of pip. None by default; see {@link #uvFromPath()}.
     *
     * @throws IllegalArgumentException if it cannot be executed
     * @throws NullPointerException if it is null
     */
    public Builder uv(Path program) {
      Objects.requireNonNull(program, "program");
      if (!Files.isExecutable(program)) {
        throw new IllegalArgumentException("uv: " + program + " cannot be executed");
      }
      this.uv = Optional.of(program.toAbsolutePath());
      return this;
    }

    /** Installs with {@code uv} if {@code PATH} of the {@link #variables} has one. */
    public Builder uvFromPath() {
      InterpreterSearchPath.programs(variables, "uv").stream().findFirst().ifPresent(this::uv);
      return this;
    }

    /**
     * The longest that one step of a build may take; 15 minutes by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder timeout(Duration limit) {
      Objects.requireNonNull(limit, "limit");
      this.timeout = TimeBounds.positive("timeout", limit);
      return this;
    }

    /**
     * How long a failed need is not tried again by {@code prepare}; a minute by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder retryAfter(Duration pause) {
      Objects.requireNonNull(pause, "pause");
      this.retryAfter = TimeBounds.duration("retryAfter", pause);
      return this;
    }

    /**
     * What an installer's tree may use; no limits by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder limits(ProcessLimits resources) {
      this.limits = Objects.requireNonNull(resources, "resources");
      return this;
    }

    /**
     * Runs all that makes, fills and looks at environments under an account; by default under that
     * of this JVM. What they leave becomes this JVM's own before it is put to use: scripts of that
     * account can read it, and not change it.
     *
     * @throws NullPointerException if it is null
     */
    public Builder runAs(OsAccount account) {
      Objects.requireNonNull(account, "account");
      this.account = Optional.of(account);
      return this;
    }

    /**
     * How many builds may run at once; 2 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder concurrency(int builds) {
      if (builds < 1) {
        throw new IllegalArgumentException("concurrency is " + builds + ", must be at least 1");
      }
      this.concurrency = builds;
      return this;
    }

    /**
     * The manager, after what an earlier one left is in order: installers that outlived it are
     * ended, unfinished builds are deleted.
     *
     * @throws IllegalStateException if no directory was given, or another manager uses it
     * @throws UncheckedIOException if the directory cannot be used
     */
    public Environments open() {
      if (directory == null) {
        throw new IllegalStateException("directory is not set: name the folder for environments");
      }
      try {
        Files.createDirectories(directory);
        return open(DirectoryLock.take(directory));
      } catch (IOException e) {
        throw new UncheckedIOException("The directory " + directory + " cannot be used", e);
      }
    }

    private Environments open(DirectoryLock lock) throws IOException {
      boolean opened = false;
      try {
        Environments environments = new Environments(this, lock);
        opened = true;
        return environments;
      } catch (ProcessException e) {
        throw new IOException(e.getMessage(), e);
      } finally {
        if (!opened) {
          lock.close();
        }
      }
    }
  }
}
