package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempo.process.AccountRange;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessSpec;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.environment.EnvironmentSpec;
import dev.tempo.python.environment.Environments;
import dev.tempo.python.environment.PipSettings;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.secret.SecretCipher;
import dev.tempo.secret.SecretMasker;
import dev.tempo.store.LogQuery;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Arguments;
import dev.tempo.task.Handler;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.ResourceLimits;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptSettings;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import dev.tempo.time.TimeSource;
import dev.tempo.value.StoredText;
import dev.tempo.value.TimeBounds;
import dev.tempo.webapp.PortNotes;
import dev.tempo.webapp.PortPool;
import dev.tempo.webapp.WebAppPolicy;
import dev.tempo.webapp.WebAppState;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gives null for each parameter of each public method of the main types, one at a time. */
class NullContractTest {
  private static final Map<Class<?>, Object> VALUES = new HashMap<>();

  /** Those of dev.tempo.value are told the names of what they check. */
  private static final String[] VALUE_PACKAGES = {
    "dev.tempo.files",
    "dev.tempo.log",
    "dev.tempo.process",
    "dev.tempo.python",
    "dev.tempo.python.conda",
    "dev.tempo.python.environment",
    "dev.tempo.python.requirement",
    "dev.tempo.secret",
    "dev.tempo.store"
  };

  private static <T> void value(Class<T> type, T value) {
    VALUES.put(type, value);
  }

  static {
    value(String.class, "30 2 * * *");
    value(UUID.class, Ids.next());
    value(Duration.class, Duration.ofSeconds(1));
    value(Instant.class, Instant.EPOCH);
    value(Class.class, String.class);
    value(Object.class, "any");
    value(LocalTime.class, LocalTime.NOON);
    value(ZoneId.class, ZoneOffset.UTC);
    value(Locale.class, Locale.ROOT);
    value(Path.class, Path.of("work"));
    value(ScriptPlace.class, ScriptPlace.JOB_DIRECTORY);
    value(Optional.class, Optional.empty());
    value(OptionalInt.class, OptionalInt.empty());
    value(OptionalLong.class, OptionalLong.empty());
    value(OptionalDouble.class, OptionalDouble.empty());
    value(List.class, List.of("program"));
    value(Set.class, Set.of());
    value(Map.class, Map.of());
    value(Collection.class, List.of());
    value(String[].class, new String[0]);
    value(Function.class, all -> Optional.empty());
    value(Consumer.class, event -> {});
    value(Supplier.class, () -> "done");
    value(Handler.class, context -> {});
    value(Schedule.class, CronSchedule.parse("@daily"));
    value(Dialect.class, Dialect.OCPS);
    value(DstPolicy.class, DstPolicy.VIXIE);
    value(IntervalSchedule.Mode.class, IntervalSchedule.Mode.FIXED_RATE);
    value(Task.class, Task.handler("greet"));
    value(Arguments.class, Arguments.NONE);
    value(ScriptSettings.class, ScriptSettings.DEFAULT);
    value(PythonSettings.class, PythonSettings.DEFAULT);
    value(ResourceLimits.class, ResourceLimits.NONE);
    value(Trigger.class, Trigger.cron("@daily"));
    value(TriggerBounds.class, TriggerBounds.DEFAULT);
    value(FiringPolicy.class, FiringPolicy.DEFAULT);
    value(MisfirePolicy.class, MisfirePolicy.RUN_ONCE);
    value(OverlapPolicy.class, OverlapPolicy.QUEUE);
    value(OrphanPolicy.class, OrphanPolicy.END);
    value(RetryPolicy.class, RetryPolicy.none());
    value(RetryPolicy.Backoff.class, RetryPolicy.Backoff.FIXED);
    value(TerminationPolicy.class, TerminationPolicy.DEFAULT);
    value(JobPolicy.class, JobPolicy.DEFAULT);
    value(NodePolicy.class, NodePolicy.ANY);
    value(RetentionPolicy.class, RetentionPolicy.DEFAULT);
    value(ShutdownPolicy.class, ShutdownPolicy.DEFAULT);
    value(ShutdownPolicy.ScriptPolicy.class, ShutdownPolicy.ScriptPolicy.END);
    value(QueueSettings.Threads.class, QueueSettings.Threads.VIRTUAL);
    value(RunCause.class, RunCause.MANUAL);
    value(RunOptions.class, RunOptions.DEFAULT);
    value(RunOptions.Overrides.class, RunOptions.DEFAULT.overrides());
    value(RunSurroundings.class, (RunSurroundings) (job, run) -> RunSurroundings.Additions.NONE);
    value(RunSurroundings.Additions.class, RunSurroundings.Additions.NONE);
    value(RunAttributes.class, RunAttributes.DEFAULT);
    value(RunType.class, RunType.BATCH);
    value(PortPool.class, PortPool.of(5_200, 5_400));
    value(PortNotes.class, PortNotes.inMemory());
    value(WebAppPolicy.class, WebAppPolicy.DEFAULT);
    value(WebAppState.class, WebAppState.READY);
    value(RunRequest.Attempt.class, new RunRequest.Attempt(1, 0, Optional.empty()));
    value(RunQuery.class, RunQuery.ALL);
    value(PythonOptions.class, PythonOptions.DEFAULT);
    value(PipSettings.class, PipSettings.MACHINE);
    value(Requirements.class, Requirements.NONE);
    value(EnvironmentSpec.class, environment());
    value(ProcessLimits.class, ProcessLimits.NONE);
    value(EnvironmentWhitelist.class, EnvironmentWhitelist.standard());
    value(AccountRange.class, new AccountRange(200_000, 200_099));
    value(TimeSource.class, TimeSource.system());
    value(Store.class, new MemoryStore());
    value(Job.class, Job.named("Greeting").task(Task.handler("greet")).build());
  }

  private static EnvironmentSpec environment() {
    Interpreter interpreter =
        new Interpreter(Path.of("python3"), new PythonVersion(3, 12, 1), Optional.empty());
    return new EnvironmentSpec("job", interpreter, Requirements.NONE);
  }

  private record Call(Executable called, Object receiver, Parameter missing) {

    /** What is wrong with how this call refuses null; empty if nothing is. */
    Optional<String> fault() {
      String name = missing.getName();
      Throwable thrown = thrown();
      boolean named =
          thrown instanceof NullPointerException
              && thrown.getMessage() != null
              && !thrown.getMessage().startsWith("Cannot ")
              && thrown
                  .getMessage()
                  .toLowerCase(Locale.ROOT)
                  .contains(name.toLowerCase(Locale.ROOT));
      String place = called.getDeclaringClass().getSimpleName() + "." + called.getName();
      return named ? Optional.empty() : Optional.of(place + " " + name + ": " + thrown);
    }

    /** Whether there is something to give for all other parameters. */
    boolean hasSamples() {
      return Arrays.stream(called.getParameters())
          .filter(parameter -> !parameter.equals(missing))
          .map(Parameter::getType)
          .allMatch(type -> type.isPrimitive() || VALUES.containsKey(type));
    }

    boolean isRefused() {
      return thrown() instanceof NullPointerException;
    }

    private Throwable thrown() {
      Object[] given =
          Arrays.stream(called.getParameters())
              .map(parameter -> parameter.equals(missing) ? null : sample(parameter))
              .toArray();
      try {
        if (called instanceof Method method) {
          method.invoke(receiver, given);
        } else {
          ((Constructor<?>) called).newInstance(given);
        }
        return null;
      } catch (InvocationTargetException e) {
        return e.getCause();
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void null_isRefusedByTheNameOfTheParameter() {
    assertThat(calls()).hasSizeGreaterThan(150);
    assertThat(calls().stream().flatMap(call -> call.fault().stream())).isEmpty();
  }

  @Test
  void limits_areAtLeastOne() {
    try (Tempo tempo = Tempo.builder().timeSource(VirtualClock.at(Instant.EPOCH)).build()) {
      for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
        assertThatThrownBy(() -> tempo.resourceSamples(Ids.next(), Instant.EPOCH, limit))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("limit must be at least 1, but got " + limit);
        assertThatThrownBy(() -> tempo.purgeRuns(RetentionPolicy.DEFAULT, RunQuery.ALL, limit))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("limit must be at least 1, but got " + limit);
      }
    }
  }

  /** Of the packages below the main one: whoever gives null to what cannot take it, reads what. */
  @Test
  void null_isNamed_whereValuesAreMade() {
    List<Call> calls =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(VALUE_PACKAGES)
                .stream()
                .filter(type -> List.of(VALUE_PACKAGES).contains(type.getPackageName()))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::reflect)
                .filter(NullContractTest::isReachable)
                .flatMap(type -> nullable(type, null))
                .filter(call -> call.hasSamples() && call.isRefused())
                .toList();
    assertThat(calls).hasSizeGreaterThan(50);
    assertThat(calls.stream().flatMap(call -> call.fault().stream())).isEmpty();
  }

  /** A value that holds null is found where it is read, far from whoever gave it. */
  @Test
  void null_isRefused_byEveryConstructorThatDoesNotAskForIt() throws IOException {
    Set<String> exported = ExportedPackages.ofAllModules();
    List<Call> calls =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(exported.toArray(String[]::new))
                .stream()
                .filter(type -> exported.contains(type.getPackageName()))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::reflect)
                .filter(NullContractTest::isReachable)
                .filter(type -> !Throwable.class.isAssignableFrom(type)) // as the JDK's own
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(type -> Arrays.stream(type.getDeclaredConstructors()))
                .filter(called -> Modifier.isPublic(called.getModifiers()))
                .flatMap(NullContractTest::missing)
                .toList();
    assertThat(calls).hasSizeGreaterThan(300);
    assertThat(calls.stream().flatMap(call -> call.fault().stream())).isEmpty();
  }

  /** As where values are made: whoever changes or asks one with null reads what was null. */
  @Test
  void null_isNamed_byTheMethodsOfValues() throws Exception {
    List<Object> values =
        List.of(
            Arguments.NONE,
            EnvironmentWhitelist.standard(),
            PipSettings.MACHINE,
            ProcessLimits.NONE,
            ProcessSpec.of(Ids.next(), List.of("true")),
            ProcessSupervisor.builder(),
            Environments.builder(),
            PythonOptions.DEFAULT,
            PythonSettings.DEFAULT,
            new PythonVersion(3, 12, 1),
            Requirements.NONE,
            environment(),
            RunQuery.ALL,
            ScriptSettings.DEFAULT,
            ResourceLimits.NONE,
            LogQuery.builder("a"),
            SecretCipher.of("0123456789abcdef0123456789abcdef"),
            SecretMasker.of(List.of("secret")),
            OsAccount.unusable("ghost", "gone"));
    List<Call> calls =
        values.stream()
            .flatMap(value -> nullable(value.getClass(), value))
            .filter(call -> call.called() instanceof Method && call.hasSamples())
            .filter(call -> !isNullable(call.missing()))
            .toList();
    assertThat(calls).hasSizeGreaterThan(50);
    assertThat(calls.stream().flatMap(call -> call.fault().stream())).isEmpty();
  }

  private static boolean isNullable(Parameter parameter) {
    return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  @Test
  void null_isNamed_byWhatBringsValuesIntoBounds() {
    List<Call> calls =
        Stream.of(StoredText.class, TimeBounds.class)
            .flatMap(type -> nullable(type, null))
            .filter(call -> call.called().getParameterCount() == 1)
            .toList();
    assertThat(calls).hasSize(6);
    assertThat(calls.stream().flatMap(call -> call.fault().stream())).isEmpty();
  }

  private static Stream<Call> missing(Constructor<?> called) {
    return Arrays.stream(called.getParameters())
        .filter(parameter -> !parameter.getType().isPrimitive())
        .filter(parameter -> !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class))
        .map(parameter -> new Call(called, null, parameter));
  }

  /** Whether all types around it are public, too. */
  private static boolean isReachable(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (around == null || isReachable(around));
  }

  private static List<Call> calls() {
    Tempo tempo = Tempo.builder().timeSource(VirtualClock.at(Instant.EPOCH)).build();
    List<Object> receivers =
        List.of(
            VALUES.get(Job.class),
            Job.named("Greeting"),
            Trigger.cron("@daily"),
            RetryPolicy.none(),
            TerminationPolicy.DEFAULT,
            JobPolicy.DEFAULT,
            NodePolicy.ANY,
            ShutdownPolicy.DEFAULT,
            RunOptions.DEFAULT,
            new QueueSettings("reports", 1, QueueSettings.Threads.VIRTUAL),
            TriggerBounds.DEFAULT,
            FiringPolicy.DEFAULT,
            CronSchedule.parse("@daily"),
            IntervalSchedule.fixedRate(Duration.ofSeconds(1)),
            Task.handler("greet"),
            Task.python("print(1)"),
            Task.shell("true"),
            Task.command("true"),
            tempo,
            Tempo.builder());
    Stream<Call> ofInstances =
        receivers.stream().flatMap(receiver -> nullable(receiver.getClass(), receiver));
    Stream<Call> ofInterfaces =
        Stream.of(Task.class, RetentionPolicy.class).flatMap(type -> nullable(type, null));
    return Stream.concat(ofInstances, ofInterfaces).toList();
  }

  private static Stream<Call> nullable(Class<?> type, Object receiver) {
    Stream<Executable> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> !method.isBridge() && !method.getName().equals("equals"))
            .filter(method -> receiver != null || Modifier.isStatic(method.getModifiers()))
            .map(Executable.class::cast);
    return Stream.concat(methods, Arrays.stream(type.getDeclaredConstructors()))
        .filter(called -> Modifier.isPublic(called.getModifiers()) && !called.isSynthetic())
        // An account is one of this machine's; there is none to give besides null.
        .filter(called -> !(called.getParameterCount() > 1 && has(called, OsAccount.class)))
        .flatMap(
            called ->
                Arrays.stream(called.getParameters())
                    .filter(parameter -> !parameter.getType().isPrimitive())
                    .map(parameter -> new Call(called, receiver, parameter)));
  }

  private static boolean has(Executable called, Class<?> type) {
    return List.of(called.getParameterTypes()).contains(type);
  }

  private static Object sample(Parameter parameter) {
    Class<?> type = parameter.getType();
    if (type == boolean.class) {
      return false;
    }
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == double.class) {
      return 0.5;
    }
    Object value = VALUES.get(type);
    if (value != null) {
      return value;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), 0);
    }
    if (type.isRecord()) {
      return made(type);
    }
    if (type.isSealed()) {
      return made(type.getPermittedSubclasses()[0]);
    }
    if (type.isInterface()) {
      return Proxy.newProxyInstance(
          type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> null);
    }
    throw new AssertionError("No sample of " + type);
  }

  private static Object made(Class<?> type) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(
          Arrays.stream(canonical.getParameters()).map(NullContractTest::sample).toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("No sample of " + type, e);
    }
  }
}
