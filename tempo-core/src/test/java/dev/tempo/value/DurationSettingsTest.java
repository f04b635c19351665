package dev.tempo.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempo.ExportedPackages;
import dev.tempo.Job;
import dev.tempo.RunBatch;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunSubmission;
import dev.tempo.Scheduler;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.log.LogReader;
import dev.tempo.log.RunLogService;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.store.MetricStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import dev.tempo.webapp.WebApp;
import dev.tempo.webapp.WebApps;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hands hostile durations to every public method and constructor of the library that takes one. A
 * new one is found by itself, and fails here until it asks {@link TimeBounds}.
 */
class DurationSettingsTest {
  private static final Duration HALF = Duration.ofNanos(500_000);
  private static final List<Duration> ALWAYS_REFUSED =
      List.of(
          Duration.ofMillis(-1),
          Duration.ofNanos(-1),
          TimeBounds.MAX_DURATION.plusMillis(1),
          Duration.ofDays(365_000),
          Duration.ofMillis(Long.MAX_VALUE),
          ChronoUnit.FOREVER.getDuration(),
          Duration.ofSeconds(Long.MIN_VALUE));

  /** Lengths of waiting and looking back: nothing stores them, so they may be as fine as any. */
  private static final Set<String> SPANS =
      Set.of(
          "RunHandle.await",
          "RunHandle.awaitLast",
          "Scheduler.awaitRun",
          "RunBatch.await",
          "Tempo.awaitTermination",
          "Tempo.runStatistics",
          "LogReader.next",
          "ProcessSupervisor.problem",
          "RunLogService.stallReason",
          "MetricStore.buckets",
          "LogQuery$Builder.timeBudget",
          "WebApp.awaitEnd",
          "WebApp.awaitReady");

  /** What Tempo has measured, or asks itself; and the rule. */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "RunUsage",
          "ProcessResult$Totals",
          "HostMetrics",
          "MetricBucket",
          "RunSummary",
          "Event$ClockJumped",
          "MetricPeriod.of",
          "Feed.prune",
          "NodeStore.prune",
          "LeaseStore$DeathLock.await",
          "RetryDelay.before",
          "ManualTime$ManuallyDriven.untilNext",
          "TimeBounds");

  private final MemoryStore store = new MemoryStore();
  private final Samples samples = new Samples();
  private Tempo tempo;
  private LogReader reader;
  private WebApps pages;
  private RunLogService logs;
  private ProcessSupervisor supervisor;
  @TempDir private Path directory;

  @BeforeEach
  void makeWhatCannotBeMade() throws ProcessException {
    supervisor = ProcessSupervisor.builder().directory(directory).build();
    tempo = Tempo.builder().store(store).handler("h", context -> {}).build().start();
    Job job = tempo.save(Job.named("j").task(Task.handler("h")).build());
    RunHandle run = tempo.run(job.id());
    run.await(Duration.ofMinutes(1));
    reader = tempo.followLog(run.id(), 0);
    logs = RunLogService.builder(store.logs(), TimeSource.system()).build();
    pages = WebApps.builder(tempo).build();
    samples
        .with(WebApp.class, pages.open(job.id(), RunOptions.DEFAULT))
        .with(RunLogService.class, logs)
        .with(ProcessSupervisor.class, supervisor)
        .with(Tempo.class, tempo)
        .with(Scheduler.class, tempo)
        .with(TempoBuilder.class, Tempo.builder())
        .with(RunHandle.class, run)
        .with(
            RunBatch.class, tempo.runAll(List.of(new RunSubmission(job.id(), RunOptions.DEFAULT))))
        .with(LogReader.class, reader)
        .with(MetricStore.class, store.metrics());
  }

  @AfterEach
  void close() {
    pages.close();
    reader.close();
    logs.close();
    supervisor.close();
    tempo.close();
    store.close();
  }

  @Test
  void everySettingOfTheLibrary_refusesDurationsThatAreNone() throws IOException {
    List<String> found = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (Executable place : places()) {
      for (int i = 0; i < place.getParameterCount(); i++) {
        Type type = place.getGenericParameterTypes()[i];
        if (isDuration(type)) {
          found.add(name(place));
          faults.addAll(faults(place, i, type != Duration.class));
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(found)
        .contains(
            "Job$Builder.timeout",
            "FiringPolicy",
            "RetryPolicy.withDelay",
            "ProcessSpec$Builder.grace")
        .containsAll(SPANS);
  }

  private List<String> faults(Executable place, int index, boolean optional) {
    List<String> faults = new ArrayList<>();
    List<Duration> refused = new ArrayList<>(ALWAYS_REFUSED);
    if (!SPANS.contains(name(place))) {
      refused.add(HALF);
      refused.add(Duration.ofSeconds(1).plusNanos(1));
    }
    for (Duration hostile : refused) {
      Optional<Throwable> thrown = call(place, index, optional ? Optional.of(hostile) : hostile);
      String message = thrown.map(Throwable::getMessage).orElse("");
      boolean told =
          thrown.orElse(null) instanceof IllegalArgumentException
              && message.contains("must be")
              && message.contains("but got " + hostile);
      if (!told) {
        faults.add(name(place) + " takes " + hostile + ": " + thrown);
      }
    }
    if (!(call(place, index, null).orElse(null) instanceof NullPointerException)) {
      faults.add(name(place) + " takes null");
    }
    return faults;
  }

  private Optional<Throwable> call(Executable place, int index, Object value) {
    Object[] arguments = samples.arguments(place, index, value);
    try {
      if (place instanceof Constructor<?> constructor) {
        constructor.newInstance(arguments);
      } else {
        boolean isStatic = Modifier.isStatic(place.getModifiers());
        Object target = isStatic ? null : samples.of(place.getDeclaringClass());
        ((Method) place).invoke(target, arguments);
      }
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Cannot call " + place, e);
    }
  }

  /** What hosts can call: public members of public types in packages that are exported. */
  private static List<Executable> places() throws IOException {
    Set<String> exported = ExportedPackages.ofAllModules();
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tempo")
            .stream()
            .filter(type -> exported.contains(type.getPackageName()))
            .map(JavaClass::reflect)
            .filter(DurationSettingsTest::isPublic)
            .flatMap(
                type ->
                    Stream.<Executable>concat(
                        Arrays.stream(type.getDeclaredMethods()),
                        Arrays.stream(type.getDeclaredConstructors())))
            .filter(place -> Modifier.isPublic(place.getModifiers()) && !place.isSynthetic())
            .filter(place -> !NO_SETTINGS.contains(name(place)))
            .filter(place -> !NO_SETTINGS.contains(name(place).split("\\.")[0]))
            .toList();
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }

  private static boolean isDuration(Type type) {
    return type == Duration.class
        || type instanceof ParameterizedType generic
            && generic.getRawType() == Optional.class
            && generic.getActualTypeArguments()[0] == Duration.class;
  }

  private static String name(Executable place) {
    String type = place.getDeclaringClass().getName();
    String simple = type.substring(type.lastIndexOf('.') + 1);
    return place instanceof Method ? simple + "." + place.getName() : simple;
  }
}
