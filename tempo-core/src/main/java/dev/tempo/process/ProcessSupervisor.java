package dev.tempo.process;

import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.process.linux.Cgroups;
import dev.tempo.process.linux.ProcessBackends;
import dev.tempo.process.supervise.Adopter;
import dev.tempo.process.supervise.DeadMansSwitch;
import dev.tempo.process.supervise.ProcessStarter;
import dev.tempo.process.supervise.RunDirectory;
import dev.tempo.process.supervise.RunSupervisor;
import dev.tempo.process.supervise.SupervisorContext;
import dev.tempo.process.supervise.SupervisorLoop;
import dev.tempo.process.supervise.WrapperScript;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessTable;
import dev.tempo.value.TimeBounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Starts commands as supervised processes: each in a session of its own, with its output in files,
 * under limits, stopped as a whole tree, and found again after a crash of this JVM.
 *
 * {@snippet :
 * try (ProcessSupervisor supervisor = ProcessSupervisor.builder().directory(runs).build()) {
 *   SupervisedProcess process =
 *       supervisor.start(ProcessSpec.of(UUID.randomUUID(), "/bin/sh", "-c", "echo hello").build());
 *   ProcessResult result = process.result().get();
 *   System.out.println(result.exitCode() + " " + Files.readString(process.stdout()));
 *   supervisor.deleteRecord(process.id());
 * }
 * }
 *
 * <p>One daemon thread supervises all processes; it is there only while there are any. All methods
 * are safe for use by several threads. {@code docs/processes.md} says what is guaranteed where.
 */
public final class ProcessSupervisor implements AutoCloseable {
  private final Path directory;
  private final SupervisorContext services;
  private final Optional<Cgroups> cgroups;
  private final SupervisorLoop loop;
  private final DeadMansSwitch deadMansSwitch;
  private final ProcessStarter starter;
  private final Adopter adopter;
  private final Map<UUID, RunSupervisor> supervised = new ConcurrentHashMap<>();
  private final boolean sameBoot;
  private final Lock starting;
  private final Lock closing;
  private volatile boolean closed;

  private ProcessSupervisor(Builder builder, SupervisorContext services) throws IOException {
    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    this.starting = lock.readLock();
    this.closing = lock.writeLock();
    this.directory = builder.directory;
    this.services = services;
    this.cgroups =
        builder.cgroups && services.host().hasSessions()
            ? Cgroups.find(directory)
            : Optional.empty();
    this.loop =
        new SupervisorLoop(services, builder.reserve.orElseGet(() -> DiskReserve.of(directory)));
    this.deadMansSwitch = new DeadMansSwitch(directory, loop);
    this.starter =
        new ProcessStarter(
            directory,
            cgroups,
            WrapperScript.install(directory),
            builder.account,
            loop,
            deadMansSwitch);
    this.sameBoot = BootMark.isIn(directory, services.table().bootId());
    this.adopter = new Adopter(directory, loop, deadMansSwitch, sameBoot);
  }

  /** Begins a supervisor. {@link Builder#directory} is required. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts a command.
   *
   * @return once it is spawned and can be found again after a crash
   * @throws ProcessException if the command or its directory cannot be used, or the id was used
   *     before; nothing is then left behind
   * @throws IllegalStateException if this supervisor is closed
   */
  public SupervisedProcess start(ProcessSpec spec) throws ProcessException {
    starting.lock();
    try {
      checkOpen();
      RunSupervisor supervision = starter.start(spec);
      register(supervision);
      return supervision;
    } finally {
      starting.unlock();
    }
  }

  private void register(RunSupervisor supervision) {
    UUID id = supervision.id();
    supervised.put(id, supervision);
    supervision.result().whenComplete((result, failure) -> supervised.remove(id));
    loop.add(supervision);
  }

  private Optional<RunSupervisor> supervisedHere(UUID id) {
    return Optional.ofNullable(supervised.get(id)).filter(here -> !here.result().isDone());
  }

  /** As {@link #adopt(UUID, AdoptionPolicy)} with {@link AdoptionPolicy#ADOPT}. */
  public Adoption adopt(UUID id) {
    return adopt(id, AdoptionPolicy.ADOPT);
  }

  /**
   * Finds out what became of a process that an earlier supervisor started in the same directory,
   * and supervises it on if it lives. Its time-out counts from its start.
   *
   * @throws IllegalStateException if this supervisor is closed
   */
  public Adoption adopt(UUID id, AdoptionPolicy policy) {
    checkOpen();
    Optional<RunSupervisor> here = supervisedHere(id);
    if (here.isPresent()) {
      return new Adoption.Running(here.get());
    }
    Adoption adoption = adopter.adopt(id);
    if (adoption instanceof Adoption.Running running) {
      register((RunSupervisor) running.process());
      if (policy == AdoptionPolicy.END) {
        running.process().stop(StopReason.ORPHANED);
      }
    }
    return adoption;
  }

  /**
   * The ids of all run directories, whether their processes live or not.
   *
   * @throws java.io.UncheckedIOException if the directory cannot be read
   */
  public Set<UUID> runIds() {
    return RunDirectory.ids(directory);
  }

  /**
   * Deletes a run's directory, with its output and its result. Does nothing if there is none.
   *
   * @throws IllegalStateException if the process is still supervised here
   * @throws java.io.UncheckedIOException if it cannot be deleted
   */
  public void deleteRecord(UUID id) {
    if (supervisedHere(id).isPresent()) {
      throw new IllegalStateException("process " + id + " is still supervised: stop it first");
    }
    new RunDirectory(directory, id).delete();
  }

  /**
   * Whether a run that is unfinished may have been started as far as its directory says, or whether
   * that can be told by {@link #adopt(UUID)} later. If not, the machine went down since, and the
   * run has to be given up before {@link #recovered()} is called.
   */
  public boolean mayBeTold(UUID id) {
    return sameBoot || new RunDirectory(directory, id).tellsOfASpawn();
  }

  /**
   * Says that whatever earlier supervisors of this directory left is taken over or given up, and
   * that this is durable. From then on, to later supervisors, a run without a directory is one that
   * was never started, until the machine goes down.
   *
   * @throws java.io.UncheckedIOException if that cannot be written down
   */
  public void recovered() {
    try {
      BootMark.leave(directory, services.table().bootId());
    } catch (IOException e) {
      throw new UncheckedIOException("The directory " + directory + " cannot be written", e);
    }
  }

  /** The file with what a run's tree wrote to its standard output, whether it lives or not. */
  public Path stdout(UUID id) {
    return new RunDirectory(directory, id).output().stdout();
  }

  /** The file with what a run's tree wrote to its standard error, whether it lives or not. */
  public Path stderr(UUID id) {
    return new RunDirectory(directory, id).output().stderr();
  }

  /**
   * Says that processes with a {@linkplain ProcessSpec.Builder#heartbeatTimeout time-out of
   * heartbeats} may go on, as was known at this uptime. Costs next to nothing while there are none.
   *
   * <p>What an earlier supervisor started keeps its time-out if there was a heartbeat before it is
   * adopted; without one it goes on.
   *
   * @param uptime of {@link #uptime()}, before it was found out
   */
  public void heartbeat(long uptime) {
    deadMansSwitch.heartbeat(uptime);
  }

  /**
   * The time since the machine was started, its sleep included, in hundredths of a second; empty
   * where that is not told.
   */
  public static Optional<Long> uptime() {
    return DeadMansSwitch.uptime();
  }

  /** Whether a run was ended since there was no heartbeat for too long. */
  public boolean isExpired(UUID id) {
    return new RunDirectory(directory, Objects.requireNonNull(id, "id")).isExpired();
  }

  /** How limits are enforced here. */
  public LimitEnforcement limitLevel() {
    if (cgroups.isPresent() && !cgroups.get().controllers().isEmpty()) {
      return LimitEnforcement.CGROUP;
    }
    boolean watches = services.table().pageBytes() > 0;
    return watches ? LimitEnforcement.WATCHDOG : LimitEnforcement.NONE;
  }

  /** How limits are enforced here, and how processes are started and ended, in one sentence. */
  public String limitText() {
    String kill =
        cgroups
            .map(group -> "cgroup v2 at " + group.path())
            .orElse("no cgroup, processes are scanned");
    String kernel =
        cgroups
            .map(Cgroups::controllers)
            .filter(controllers -> !controllers.isEmpty())
            .map(controllers -> "the kernel enforces " + String.join(", ", controllers))
            .orElse("the kernel enforces nothing");
    return String.format(
        Locale.ROOT,
        "%s (%s; %s; processes are started by %s)",
        limitLevel(),
        kernel,
        kill,
        services.host().method());
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * What is wrong if processes have not been supervised for longer than so, or not at all.
   *
   * @param patience how late the thread that supervises may be, up to 36,525 days
   * @return empty while all is well, and while there are no processes
   */
  public Optional<String> problem(Duration patience) {
    return loop.problem(TimeBounds.span("patience", patience));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this supervisor is closed");
    }
  }

  /**
   * Stops supervising, and leaves all processes running: a later supervisor on the same directory
   * can adopt them. Futures of processes that still run complete with a {@link ProcessException}.
   * Time-outs and limits are not enforced until then. Does nothing if it is closed already.
   */
  @Override
  public void close() {
    closing.lock(); // what is being started can be adopted then
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      closing.unlock();
    }
    loop.close();
    deadMansSwitch.close();
    services.host().close();
    cgroups.ifPresent(Cgroups::close);
  }

  /** Collects the settings of a supervisor. Not safe for use by several threads. */
  public static final class Builder {
    private static final Duration SHORTEST = Duration.ofMillis(50);

    private Path directory;
    private Optional<DiskReserve> reserve = Optional.empty();
    private InstantSource clock = InstantSource.system();
    private SpawnMethod spawner = SpawnMethod.AUTO;
    private Duration sampleInterval = Duration.ofSeconds(2);
    private Duration watchInterval = Duration.ofMillis(200);
    private Duration patience = Duration.ofMinutes(5);
    private boolean cgroups = true;
    private Optional<OsAccount> account = Optional.empty();

    private Builder() {}

    /**
     * Where the run directories are, one {@code <id>/} for each; made if need be. One supervisor at
     * a time may use it.
     *
     * @throws NullPointerException if it is null
     */
    public Builder directory(Path runs) {
      Objects.requireNonNull(runs, "runs");
      this.directory = runs.toAbsolutePath().normalize();
      return this;
    }

    /**
     * The clock for the times in results and samples; the system's by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder clock(InstantSource source) {
      this.clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * How processes are started; {@link SpawnMethod#AUTO} by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder spawner(SpawnMethod method) {
      this.spawner = Objects.requireNonNull(method, "method");
      return this;
    }

    /** The time between two samples of a process, 2 s by default, at least 50 ms. */
    public Builder sampleInterval(Duration interval) {
      this.sampleInterval = checkInterval("sampleInterval", interval);
      return this;
    }

    /** The time between two looks at a process with limits, 200 ms by default, at least 50 ms. */
    public Builder watchInterval(Duration interval) {
      this.watchInterval = checkInterval("watchInterval", interval);
      return this;
    }

    /** Whether cgroup v2 is used where it can be; true by default. */
    public Builder cgroups(boolean use) {
      this.cgroups = use;
      return this;
    }

    /**
     * Room on the disk that output must not take; while there is no more, all output waits. By
     * default {@link DiskReserve#of(Path)} for the directory.
     *
     * @throws NullPointerException if it is null
     */
    public Builder diskReserve(DiskReserve kept) {
      Objects.requireNonNull(kept, "kept");
      this.reserve = Optional.of(kept);
      return this;
    }

    /**
     * Under which account commands run; by default under that of this JVM.
     *
     * @throws NullPointerException if it is null
     */
    public Builder runAs(OsAccount account) {
      Objects.requireNonNull(account, "account");
      this.account = Optional.of(account);
      return this;
    }

    private static Duration checkInterval(String name, Duration interval) {
      return TimeBounds.between(name, interval, SHORTEST, TimeBounds.MAX_DURATION);
    }

    /**
     * The supervisor. It starts no thread yet.
     *
     * @throws IllegalStateException if no directory was given
     * @throws ProcessException if the directory cannot be written, or the chosen way of starting
     *     processes does not work here
     */
    public ProcessSupervisor build() throws ProcessException {
      checkDirectory();
      ProcessTable table = ProcessBackends.systemTable();
      return build(ProcessBackends.open(spawner, table), table);
    }

    private void checkDirectory() {
      if (directory == null) {
        throw new IllegalStateException("directory is not set: name the folder for the runs");
      }
    }

    /** For how long a run is tried to be supervised though that fails again and again. */
    Builder patience(Duration patience) {
      this.patience = patience;
      return this;
    }

    /** As {@link #build()}, on a host and a table of the caller's choice. */
    ProcessSupervisor build(ProcessBackend host, ProcessTable table) throws ProcessException {
      checkDirectory();
      SupervisorContext.Timing timing =
          new SupervisorContext.Timing(
              clock, System::nanoTime, sampleInterval, watchInterval, patience);
      try {
        if (account.isPresent() && !host.hasSessions()) {
          throw new IOException(ProcessMessages.NO_SESSIONS.text(account.get()));
        }
        Files.createDirectories(directory);
        return new ProcessSupervisor(this, new SupervisorContext(host, table, timing));
      } catch (IOException e) {
        host.close();
        throw new ProcessException(ProcessMessages.DIRECTORY_UNUSABLE.text(directory, e), e);
      }
    }
  }
}
