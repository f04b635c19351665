package dev.tempo;

import dev.tempo.engine.Engine;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.settings.HandlerRegistry;
import dev.tempo.host.HostSampler;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.process.AccountRange;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.OsAccount;
import dev.tempo.python.PythonOptions;
import dev.tempo.secret.SecretCipher;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Handler;
import dev.tempo.task.HandlerFactory;
import dev.tempo.task.PayloadCodec;
import dev.tempo.task.PayloadHandler;
import dev.tempo.task.RetryDelay;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import dev.tempo.value.TimeBounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.event.Level;

/**
 * Builder for {@link Tempo}. Each call checks its value at once and replaces that of an earlier
 * call of the same kind. Not thread-safe.
 *
 * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="builder"}
 */
public final class TempoBuilder {
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final HandlerRegistry handlers = new HandlerRegistry();
  private final List<RunInterceptor> interceptors = new ArrayList<>();
  private HandlerFactory factory = HandlerFactory.reflective();
  private PayloadCodec codec = PayloadCodec.strings();
  private Optional<Level> failureLevel = Optional.of(Level.WARN);
  private UnknownHandlerPolicy unknownHandlers = UnknownHandlerPolicy.WARN;
  private final Map<String, QueueSettings> queues = new HashMap<>();
  private Optional<Store> store = Optional.empty();
  private Optional<Path> workDirectory = Optional.empty();
  private OptionalLong diskReserve = OptionalLong.empty();
  private Map<String, String> environment = System.getenv();
  private EnvironmentWhitelist inheritedVariables = EnvironmentWhitelist.standard();
  private Optional<OsAccount> account = Optional.empty();
  private Optional<AccountRange> range = Optional.empty();
  private PythonOptions python = PythonOptions.DEFAULT;
  private Optional<SecretCipher> secretCipher = Optional.empty();
  private ShutdownPolicy shutdown = ShutdownPolicy.DEFAULT;
  private boolean daemon;
  private Optional<NodeOptions> node = Optional.empty();
  private TimeSource timeSource = TimeSource.system();
  private Duration clockPatience = Duration.ofHours(1);

  TempoBuilder() {
    queue(JobPolicy.DEFAULT_QUEUE, UNLIMITED);
  }

  /** Sets where everything is kept; otherwise in memory. Whoever opened the store closes it. */
  public TempoBuilder store(Store store) {
    this.store = Optional.of(Objects.requireNonNull(store, "store"));
    return this;
  }

  /**
   * Registers Java code under a name, which is what jobs keep.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken
   */
  public TempoBuilder handler(String name, Handler handler) {
    handlers.register(name, HandlerRegistry.Entry.of(handler, Optional.empty()));
    return this;
  }

  /**
   * Registers Java code, and what computes how long to wait before it is tried again; see {@link
   * #handler(String, Handler)}. Whether it is tried again at all is for the retry policy of each
   * job.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken
   */
  public TempoBuilder handler(String name, Handler handler, RetryDelay delay) {
    Objects.requireNonNull(delay, "delay");
    handlers.register(name, HandlerRegistry.Entry.of(handler, Optional.of(delay)));
    return this;
  }

  /**
   * Registers a class of Java code under a name. Each run gets its handler from the {@link
   * #handlerFactory}.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken
   */
  public TempoBuilder handler(String name, Class<? extends Handler> type) {
    handlers.register(name, HandlerRegistry.Entry.of(type));
    return this;
  }

  /**
   * Registers Java code that takes a payload of one type. A payload of another type is refused when
   * it is saved, and so are triggers that have none to give.
   *
   * @param type of the payload, as the {@link #payloadCodec} reads it
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken
   */
  public <P> TempoBuilder handler(String name, Class<P> type, PayloadHandler<? super P> handler) {
    handlers.register(name, HandlerRegistry.Entry.of(type, handler));
    return this;
  }

  /**
   * Sets what turns payloads and results into texts; otherwise {@link PayloadCodec#strings()},
   * which takes strings alone.
   */
  public TempoBuilder payloadCodec(PayloadCodec codec) {
    this.codec = Objects.requireNonNull(codec, "codec");
    return this;
  }

  /**
   * Registers a class of Java code under its full name, by which {@link Task#handler(Class)} finds
   * it; see {@link #handler(String, Class)}.
   *
   * @throws IllegalStateException if it is registered already
   */
  public TempoBuilder handler(Class<? extends Handler> type) {
    return handler(Objects.requireNonNull(type, "type").getName(), type);
  }

  /**
   * Sets what gives the handlers that are registered by their class; otherwise {@link
   * HandlerFactory#reflective()}.
   */
  public TempoBuilder handlerFactory(HandlerFactory factory) {
    this.factory = Objects.requireNonNull(factory, "factory");
    return this;
  }

  /**
   * Adds code around every run of a handler, inside that of all interceptors that were added
   * before.
   */
  public TempoBuilder interceptor(RunInterceptor interceptor) {
    interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /**
   * Sets what happens, when a job is saved and at the start, with jobs whose handler is not
   * registered; otherwise {@link UnknownHandlerPolicy#WARN}.
   */
  public TempoBuilder onUnknownHandler(UnknownHandlerPolicy policy) {
    this.unknownHandlers = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Sets at which level each failed attempt of a handler is logged, with its job, its run and its
   * stack trace, by the logger {@code dev.tempo.failure}; otherwise {@link Level#WARN}. What was
   * asked to stop and ends by an exception is logged at {@link Level#DEBUG}.
   *
   * @param level empty to log none; the run's own log has the trace in any case
   */
  public TempoBuilder failureLogLevel(Optional<Level> level) {
    this.failureLevel = Objects.requireNonNull(level, "level");
    return this;
  }

  /**
   * Limits how many runs of a queue run at once. The default queue, {@value
   * JobPolicy#DEFAULT_QUEUE}, is not limited unless told so; a queue that is never mentioned is as
   * the default one is.
   *
   * @throws IllegalArgumentException if the limit is less than 1, or the name is blank
   */
  public TempoBuilder queue(String name, int limit) {
    return queue(new QueueSettings(name, limit, QueueSettings.Threads.VIRTUAL));
  }

  /** Sets all of a queue. */
  public TempoBuilder queue(QueueSettings settings) {
    Objects.requireNonNull(settings, "settings");
    queues.put(settings.name(), settings);
    return this;
  }

  /**
   * Sets the directory for scripts and for the files to which they write; otherwise the store's
   * own, or a temporary one.
   */
  public TempoBuilder workDirectory(Path workDirectory) {
    this.workDirectory = Optional.of(Objects.requireNonNull(workDirectory, "workDirectory"));
    return this;
  }

  /**
   * Sets how much room on the disk output must leave for everything else; otherwise 256 MiB, or a
   * fiftieth of a smaller disk. While there is no more, scripts that print wait, and lines are not
   * stored; both go on by themselves.
   *
   * @param bytes 0 keeps nothing
   * @throws IllegalArgumentException if it is negative
   */
  public TempoBuilder diskReserve(long bytes) {
    if (bytes < 0) {
      throw new InvalidValueException(ValueMessages.NEGATIVE.of("diskReserve", bytes));
    }
    this.diskReserve = OptionalLong.of(bytes);
    return this;
  }

  /** Sets the variables of which scripts inherit a few; otherwise those of this process. */
  public TempoBuilder environment(Map<String, String> environment) {
    Objects.requireNonNull(environment, "environment");
    this.environment = Map.copyOf(environment);
    return this;
  }

  /**
   * Sets which variables scripts inherit; otherwise {@link EnvironmentWhitelist#standard()}. Their
   * jobs' own variables and Tempo's come besides.
   */
  public TempoBuilder inheritedVariables(EnvironmentWhitelist inheritedVariables) {
    this.inheritedVariables = Objects.requireNonNull(inheritedVariables, "inheritedVariables");
    return this;
  }

  /**
   * Sets under which account of the system scripts run; otherwise under that of this process, which
   * must be root for another one. The directories of jobs become that account's. It also builds and
   * checks environments, which are this process's own afterwards.
   */
  public TempoBuilder runAs(OsAccount account) {
    this.account = Optional.of(Objects.requireNonNull(account, "account"));
    this.range = Optional.empty();
    return this;
  }

  /**
   * As {@link #runAs(OsAccount)}, but each job has a user of the range to itself, with the
   * account's groups, so that scripts of different jobs can neither see nor touch one another. The
   * user stays the job's, and no other job ever gets it; the work directory remembers. Once all are
   * given, the runs of further jobs fail.
   */
  public TempoBuilder runAs(OsAccount account, AccountRange range) {
    this.account = Optional.of(Objects.requireNonNull(account, "account"));
    this.range = Optional.of(Objects.requireNonNull(range, "range"));
    return this;
  }

  /**
   * Sets how Python scripts are run; otherwise {@link PythonOptions#DEFAULT}: those with
   * requirements in an environment of their own, which is built before their first run.
   */
  public TempoBuilder python(PythonOptions python) {
    this.python = Objects.requireNonNull(python, "python");
    return this;
  }

  /**
   * Sets what encrypts secret variables; otherwise a key in the file {@code secret.key} in the work
   * directory, made with the first secret. Where there is no such directory, secrets do not outlive
   * this process.
   */
  public TempoBuilder secretCipher(SecretCipher secretCipher) {
    this.secretCipher = Optional.of(Objects.requireNonNull(secretCipher, "secretCipher"));
    return this;
  }

  /** Sets how {@link Tempo#close} treats active runs; otherwise {@link ShutdownPolicy#DEFAULT}. */
  public TempoBuilder shutdown(ShutdownPolicy shutdown) {
    this.shutdown = Objects.requireNonNull(shutdown, "shutdown");
    return this;
  }

  /**
   * Sets whether the JVM may end though this Tempo was not closed; otherwise it may not: the
   * engine's own thread keeps it alive until {@link Tempo#close}. The threads on which handlers
   * run, platform or virtual, never do, so that a handler that does not hear its interruption
   * cannot keep a JVM alive whose Tempo was closed. Whether the thread that calls {@link
   * Tempo#start} is a daemon makes no difference.
   */
  public TempoBuilder daemon(boolean daemon) {
    this.daemon = daemon;
    return this;
  }

  /**
   * Sets the clocks; otherwise the machine's. With {@link dev.tempo.time.ManualTime}, such as the
   * test kit's virtual clock, there are no threads, and everything happens as the clock is moved.
   */
  public TempoBuilder timeSource(TimeSource timeSource) {
    this.timeSource = Objects.requireNonNull(timeSource, "timeSource");
    return this;
  }

  /**
   * Sets how far the wall clock may step back while triggers wait until it has made up for it, so
   * that nothing fires twice; otherwise an hour. After a greater step the clock is taken to have
   * been wrong before: triggers are planned anew from the time that it shows, and an instant that
   * had its run already does not get another one.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public TempoBuilder clockPatience(Duration clockPatience) {
    this.clockPatience = TimeBounds.duration("clockPatience", clockPatience);
    return this;
  }

  /**
   * Makes this process one of the nodes that share its store, and sets what it is among them. Of no
   * account on a store that is one engine's alone, as all but PostgreSQL are; not called, the
   * engine has its store for itself, and others are refused.
   */
  public TempoBuilder node(NodeOptions node) {
    this.node = Optional.of(Objects.requireNonNull(node, "node"));
    return this;
  }

  /**
   * Builds an instance; call {@link Tempo#start} to begin firing triggers.
   *
   * @throws IllegalStateException if each job is to have a user of its own, and there is no
   *     directory to remember them in
   */
  public Tempo build() {
    Store keeper = store.orElseGet(MemoryStore::new);
    if (range.isPresent() && workDirectory.or(keeper::directory).isEmpty()) {
      throw new IllegalStateException(
          "runAs was given the users "
              + range.get()
              + ": set workDirectory to remember whose each is");
    }
    EngineSettings.WorkSettings work =
        new EngineSettings.WorkSettings(
            new EngineSettings.Handlers(
                handlers.copy(),
                new EngineSettings.Calling(factory, interceptors, codec),
                failureLevel,
                unknownHandlers),
            new EngineSettings.Place(workDirectory.or(keeper::directory), diskReserve),
            new EngineSettings.ScriptEnvironment(environment, inheritedVariables, account, range),
            python,
            secretCipher);
    EngineSettings.Clocks clocks = new EngineSettings.Clocks(timeSource, clockPatience);
    EngineSettings settings =
        new EngineSettings(
            keeper, work, queues, new EngineSettings.Life(shutdown, daemon, node), clocks);
    HostSampler host =
        new HostSampler(timeSource, workDirectory.or(keeper::directory).stream().toList());
    return new Tempo(new Engine(settings), settings, host);
  }
}
