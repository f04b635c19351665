package dev.tempo.process;

import dev.tempo.internal.message.SubjectMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What to start, and how to treat it. Immutable.
 *
 * {@snippet :
 * ProcessSpec spec = ProcessSpec.of(UUID.randomUUID(), "/bin/sh", "-c", "echo hello")
 *     .environment(EnvironmentWhitelist.standard().select(System.getenv()))
 *     .directory(Path.of("/tmp"))
 *     .timeout(Duration.ofMinutes(1))
 *     .build();
 * }
 */
public final class ProcessSpec {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What happens to processes that outlive the command. */
  public enum OrphanPolicy {
    /** They get SIGTERM, the grace, then SIGKILL, and are counted. The default. */
    END,
    /** They are left alone and no longer supervised. */
    LEAVE
  }

  private final UUID id;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path directory;
  private final Policy policy;
  private final Consumer<ResourceSample> onSample;
  private final Optional<OsAccount> account;
  private final Optional<Duration> heartbeatTimeout;

  private ProcessSpec(Builder builder) {
    id = builder.id;
    command = builder.command;
    environment = builder.environment;
    directory = builder.directory.toAbsolutePath();
    policy = new Policy(builder.timeout, builder.grace, builder.orphans, builder.limits);
    onSample = builder.onSample;
    account = builder.account;
    heartbeatTimeout = builder.heartbeatTimeout;
  }

  /**
   * Begins a specification.
   *
   * @param id names the run directory; must be new
   * @param command the program and its arguments
   */
  public static Builder of(UUID id, String... command) {
    Objects.requireNonNull(command, "command");
    return new Builder(id, List.of(command));
  }

  /** As {@link #of(UUID, String...)}. */
  public static Builder of(UUID id, List<String> command) {
    Objects.requireNonNull(command, "command");
    return new Builder(id, List.copyOf(command));
  }

  /** Names the run and its directory. */
  public UUID id() {
    return id;
  }

  /** The program and its arguments. */
  public List<String> command() {
    return command;
  }

  /** The whole environment; the supervisor adds only {@code TEMPO_RUN_ID}. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The working directory, absolute. */
  public Path directory() {
    return directory;
  }

  /** How long the command may run, in monotonic time. */
  public Optional<Duration> timeout() {
    return policy.timeout();
  }

  /** The time between SIGTERM and SIGKILL. */
  public Duration grace() {
    return policy.grace();
  }

  /** What happens to processes that outlive the command. */
  public OrphanPolicy leftovers() {
    return policy.orphans();
  }

  /** What the tree may use. */
  public ProcessLimits limits() {
    return policy.limits();
  }

  /** Under which account it runs; empty for that of the supervisor's commands. */
  public Optional<OsAccount> account() {
    return account;
  }

  /** For how long it may go on without a heartbeat of the supervisor; empty if for ever. */
  public Optional<Duration> heartbeatTimeout() {
    return heartbeatTimeout;
  }

  static boolean isVariableName(String name) {
    return VARIABLE.matcher(name).matches();
  }

  public Policy policy() {
    return policy;
  }

  public Consumer<ResourceSample> onSample() {
    return onSample;
  }

  /** How a run is treated: the part of a specification that outlives a restart. */
  public record Policy(
      Optional<Duration> timeout, Duration grace, OrphanPolicy orphans, ProcessLimits limits) {

    /** Checks the ranges, as the builder does. */
    public Policy {
      TimeBounds.positive("timeout", timeout);
      TimeBounds.duration("grace", grace);
      Objects.requireNonNull(orphans, "orphans");
      Objects.requireNonNull(limits, "limits");
    }
  }

  /** Collects a specification. Not safe for use by several threads. */
  public static final class Builder {
    private final UUID id;
    private final List<String> command;
    private Map<String, String> environment = Map.of();
    private Path directory = Path.of("");
    private Optional<Duration> timeout = Optional.empty();
    private Duration grace = Duration.ofSeconds(5);
    private OrphanPolicy orphans = OrphanPolicy.END;
    private ProcessLimits limits = ProcessLimits.NONE;
    private Consumer<ResourceSample> onSample = usage -> {};
    private Optional<OsAccount> account = Optional.empty();
    private Optional<Duration> heartbeatTimeout = Optional.empty();

    private Builder(UUID id, List<String> command) {
      this.id = Objects.requireNonNull(id, "id");
      this.command = command;
      if (command.isEmpty() || command.get(0).isEmpty()) {
        throw new IllegalArgumentException("command is empty: name at least a program");
      }
      command.forEach(argument -> checkText("argument", argument));
    }

    /**
     * The whole environment; nothing is inherited. Empty by default. See {@link
     * EnvironmentWhitelist}.
     *
     * @throws IllegalArgumentException if a name is not letters, digits and {@code _} (a POSIX
     *     shell would drop it), or a value contains a NUL character
     * @throws NullPointerException if it is null
     */
    public Builder environment(Map<String, String> variables) {
      Objects.requireNonNull(variables, "variables");
      variables.forEach(Builder::checkVariable);
      this.environment = Map.copyOf(variables);
      return this;
    }

    /**
     * The working directory. By default the one of this JVM.
     *
     * @throws NullPointerException if it is null
     */
    public Builder directory(Path path) {
      this.directory = Objects.requireNonNull(path, "path");
      return this;
    }

    /**
     * Stops the tree when it runs for longer. None by default.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 36,525 days in whole milliseconds
     * @throws NullPointerException if it is null
     */
    public Builder timeout(Duration limit) {
      Objects.requireNonNull(limit, "limit");
      this.timeout = Optional.of(TimeBounds.positive("timeout", limit));
      return this;
    }

    /**
     * The time between SIGTERM and SIGKILL, 5 s by default; zero kills at once.
     *
     * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
     *     milliseconds
     * @throws NullPointerException if it is null
     */
    public Builder grace(Duration time) {
      Objects.requireNonNull(time, "time");
      this.grace = TimeBounds.duration("grace", time);
      return this;
    }

    /**
     * What happens to processes that outlive the command; {@link OrphanPolicy#END} by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder orphans(OrphanPolicy policy) {
      this.orphans = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * What the tree may use; unlimited by default.
     *
     * @throws NullPointerException if it is null
     */
    public Builder limits(ProcessLimits values) {
      this.limits = Objects.requireNonNull(values, "values");
      return this;
    }

    /**
     * Under which account it runs, instead of that of the supervisor's commands.
     *
     * @throws NullPointerException if it is null
     */
    public Builder runAs(OsAccount account) {
      Objects.requireNonNull(account, "account");
      this.account = Optional.of(account);
      return this;
    }

    /**
     * Ends the tree by SIGKILL once the supervisor's last {@linkplain ProcessSupervisor#heartbeat
     * heartbeat} is longer ago than so, also if this JVM is stopped or gone; for what must not go
     * on without it. By default it goes on, and so it does on other systems than Linux.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 36,525 days in whole milliseconds
     * @throws NullPointerException if it is null
     */
    public Builder heartbeatTimeout(Duration limit) {
      Objects.requireNonNull(limit, "limit");
      this.heartbeatTimeout = Optional.of(TimeBounds.positive("heartbeatTimeout", limit));
      return this;
    }

    /** A listener for samples from the first one on; see {@link SupervisedProcess#onSample}. */
    public Builder onSample(Consumer<ResourceSample> listener) {
      this.onSample = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** The specification. */
    public ProcessSpec build() {
      return new ProcessSpec(this);
    }

    private static void checkVariable(String name, String value) {
      if (!isVariableName(name)) {
        throw new InvalidValueException(ValueMessages.VARIABLE_LETTERS.of(name));
      }
      checkText("environment variable " + name, value);
    }

    private static void checkText(String what, String value) {
      if (value.indexOf('\0') >= 0) {
        throw new InvalidValueException(ValueMessages.CONTAINS_NUL.of(SubjectMessages.of(what)));
      }
    }
  }
}
