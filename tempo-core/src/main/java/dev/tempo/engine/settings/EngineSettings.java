package dev.tempo.engine.settings;

import dev.tempo.NodeOptions;
import dev.tempo.QueueSettings;
import dev.tempo.RunInterceptor;
import dev.tempo.ShutdownPolicy;
import dev.tempo.UnknownHandlerPolicy;
import dev.tempo.process.AccountRange;
import dev.tempo.process.DiskReserve;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.OsAccount;
import dev.tempo.python.PythonOptions;
import dev.tempo.script.ScriptHost;
import dev.tempo.secret.SecretCipher;
import dev.tempo.store.Store;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.task.HandlerFactory;
import dev.tempo.task.PayloadCodec;
import dev.tempo.time.ManualTime;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.event.Level;

/**
 * What an engine is built from.
 *
 * @param store where everything is kept; not closed by the engine
 * @param work what its jobs may run, and where
 * @param queues by name; {@code default} is always among them
 * @param life how it lives and ends
 * @param clocks wall and monotonic time
 */
public record EngineSettings(
    Store store, WorkSettings work, Map<String, QueueSettings> queues, Life life, Clocks clocks) {

  /**
   * How an engine lives and ends.
   *
   * @param shutdown what closing it does
   * @param daemon whether its thread lets the JVM end though it was not closed
   * @param node what it is among others on its store; empty if it is to be alone
   */
  public record Life(ShutdownPolicy shutdown, boolean daemon, Optional<NodeOptions> node) {}

  /**
   * The time that an engine goes by.
   *
   * @param source wall and monotonic time; moved by hand if it is a {@link ManualTime}
   * @param patience how far the wall clock may be set back while triggers wait until it has made up
   *     for it; after a greater step they are planned anew
   */
  public record Clocks(TimeSource source, Duration patience) {}

  /**
   * What jobs may run, and where.
   *
   * @param handlers what Java code runs
   * @param place where its files are
   * @param scriptEnvironment what scripts inherit
   * @param python interpreters and environments
   * @param secrets encrypts secret variables; empty for a key beside the scripts
   */
  public record WorkSettings(
      Handlers handlers,
      Place place,
      ScriptEnvironment scriptEnvironment,
      PythonOptions python,
      Optional<SecretCipher> secrets) {

    /** For scripts and spool files; empty for a temporary one, made when needed. */
    public Optional<Path> directory() {
      return place.directory();
    }

    /** The variables among which scripts inherit, and by which interpreters are found. */
    public Map<String, String> environment() {
      return scriptEnvironment.variables();
    }
  }

  /**
   * Java code that jobs run.
   *
   * @param registry the code, by name
   * @param calling how it is called
   * @param failureLevel at which failed attempts are logged; empty for not at all
   * @param unknown what happens with jobs whose handler is not among them
   */
  public record Handlers(
      HandlerRegistry registry,
      Calling calling,
      Optional<Level> failureLevel,
      UnknownHandlerPolicy unknown) {}

  /**
   * How Java code is called.
   *
   * @param factory makes handlers that are registered by their class
   * @param interceptors what is called around it, the first one outermost
   * @param codec reads what it is given, and writes what it hands over
   */
  public record Calling(
      HandlerFactory factory, List<RunInterceptor> interceptors, PayloadCodec codec) {

    /** Copies the list. */
    public Calling {
      interceptors = List.copyOf(interceptors);
    }
  }

  /**
   * Where files are.
   *
   * @param directory for scripts and spool files; empty for a temporary one, made when needed
   * @param reserveBytes room that output must not take from the disk; empty for the default
   */
  public record Place(Optional<Path> directory, OptionalLong reserveBytes) {
    /** What is kept of the disk of a directory. */
    public DiskReserve reserve(Path on) {
      return reserveBytes.isPresent()
          ? DiskReserve.of(on, reserveBytes.getAsLong())
          : DiskReserve.of(on);
    }
  }

  /**
   * What scripts inherit.
   *
   * @param variables among which
   * @param inherited which of them
   * @param account under which they run; empty for that of this JVM
   * @param range of which each job gets a user of its own, with the account's groups; empty for the
   *     account itself
   */
  public record ScriptEnvironment(
      Map<String, String> variables,
      EnvironmentWhitelist inherited,
      Optional<OsAccount> account,
      Optional<AccountRange> range) {
    private static final String USUAL_PATH =
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Copies the map. */
    public ScriptEnvironment {
      variables = Map.copyOf(variables);
    }

    /** Those that scripts get, {@code PATH} and {@code HOME} always among them. */
    public Map<String, String> ofScripts() {
      Map<String, String> ours = new HashMap<>(inherited.select(variables));
      account.ifPresent(owner -> ours.putAll(owner.variables()));
      ours.putIfAbsent("PATH", USUAL_PATH);
      ours.putIfAbsent("HOME", usualHome());
      return ours;
    }

    /** As the system knows the account; {@code ?} where it does not. */
    private static String usualHome() {
      String home = System.getProperty("user.home", "");
      return home.startsWith("/") ? home : "/";
    }

    /** What scripts find. */
    public ScriptHost host() {
      return new ScriptHost(ofScripts(), account);
    }
  }

  /** Copies the map. */
  public EngineSettings {
    queues = Map.copyOf(queues);
  }

  /** Whether it is one of several nodes on its store. */
  public boolean isNode() {
    return life.node().isPresent() && store instanceof ClusteredStore;
  }

  /** Wall and monotonic time. */
  public TimeSource time() {
    return clocks.source();
  }

  /** How far the wall clock may be set back while triggers wait for it. */
  public Duration clockPatience() {
    return clocks.patience();
  }

  /** The time that is moved by hand; empty if it passes by itself. */
  public Optional<ManualTime> manualTime() {
    return time() instanceof ManualTime manual ? Optional.of(manual) : Optional.empty();
  }

  public boolean isManual() {
    return manualTime().isPresent();
  }
}
