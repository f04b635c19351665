package dev.tempo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the arrows of the house. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tempo");

  @Test
  void packages_formNoCircles() {
    slices().assignedFrom(new Rooms()).should().beFreeOfCycles().check(CLASSES);
  }

  /** Apart from what is built on it. */
  @Test
  void nothing_knowsTheFace() {
    noClasses()
        .that()
        .resideInAPackage("dev.tempo..")
        .and()
        .resideOutsideOfPackage("dev.tempo.webapp")
        .and(com.tngtech.archunit.base.DescribedPredicate.not(isFace()))
        .should()
        .dependOnClassesThat(isFace())
        .check(CLASSES);
  }

  @Test
  void core_knowsNoSqlNoHttpNoJson() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "java.net.http..",
            "com.sun.net.httpserver..",
            "io.helidon..",
            "com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void core_dependsOnFourLibrariesOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.crypto..",
            "dev.tempo..",
            "org.slf4j..",
            "oshi..",
            "com.sun.jna..",
            "org.jspecify.annotations..")
        .check(CLASSES);
  }

  @Test
  void onlyOneClass_readsTheClocks() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tempo.time")
        .should(callMethod(Instant.class, "now"))
        .orShould(callMethod(System.class, "currentTimeMillis"))
        .check(CLASSES);
  }

  @Test
  void nobody_sleeps() {
    noClasses()
        .should(callMethod(Thread.class, "sleep", long.class))
        .orShould(callMethod(Thread.class, "sleep", java.time.Duration.class))
        .check(CLASSES);
  }

  @Test
  void rooms_thatAreNotExported_areSeenByTheirOwnersOnly() {
    Map.of(
            "dev.tempo.process.system..", "dev.tempo.process..",
            "dev.tempo.process.linux..", "dev.tempo.process..",
            "dev.tempo.process.supervise..", "dev.tempo.process..")
        .forEach(
            (room, owner) ->
                classes()
                    .that(resideInAPackage(room))
                    .should()
                    .onlyHaveDependentClassesThat(resideInAPackage(owner))
                    .check(CLASSES));
  }

  @Test
  void exports_areWhatUsersNeed() throws IOException {
    assertThat(ExportedPackages.names())
        .containsExactlyInAnyOrder(
            "dev.tempo",
            "dev.tempo.event",
            "dev.tempo.host",
            "dev.tempo.log",
            "dev.tempo.message",
            "dev.tempo.process",
            "dev.tempo.python",
            "dev.tempo.python.environment",
            "dev.tempo.python.requirement",
            "dev.tempo.schedule",
            "dev.tempo.secret",
            "dev.tempo.store",
            "dev.tempo.store.memory",
            "dev.tempo.task",
            "dev.tempo.time",
            "dev.tempo.value",
            "dev.tempo.webapp");
  }

  @Test
  void engine_isSeenByTheFaceOnly() {
    classes()
        .that(resideInAPackage("dev.tempo.engine.."))
        .should()
        .onlyHaveDependentClassesThat(resideInAPackage("dev.tempo.engine..").or(isFace()))
        .check(CLASSES);
  }

  /** Who may know a room of the engine: those that stand above it. */
  @Test
  void roomsOfTheEngine_areKnownFromAboveOnly() {
    Map.of(
            "turn", Set.of("state", "queue", "trigger", "work", "upkeep", "cluster"),
            "state", Set.of("queue", "trigger", "work", "cluster"),
            "queue", Set.of("trigger", "work", "cluster"),
            "cluster", Set.<String>of(),
            "trigger", Set.<String>of(),
            "work", Set.of("upkeep"),
            "upkeep", Set.<String>of())
        .forEach(
            (room, above) ->
                classes()
                    .that(resideInAPackage(engineRoom(room)))
                    .should()
                    .onlyHaveDependentClassesThat(
                        resideInAnyPackage(
                            Stream.concat(
                                    Stream.of("dev.tempo.engine", engineRoom(room)),
                                    above.stream().map(ArchitectureTest::engineRoom))
                                .toArray(String[]::new)))
                    .check(CLASSES));
  }

  private static String engineRoom(String name) {
    return "dev.tempo.engine." + name;
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> isFace() {
    return resideInAPackage("dev.tempo")
        .and(
            simpleName("Tempo")
                .or(simpleName("TempoBuilder"))
                .or(simpleName("EngineScheduler"))
                .or(simpleName("Handlers"))
                .or(simpleName("JobPages"))
                .or(simpleName("LogPages"))
                .as("the face"));
  }

  /**
   * A package is a room. Some are two: what most users need is at the top, the words with which it
   * is said at the bottom.
   */
  private static final class Rooms implements SliceAssignment {
    private static final String HANDLERS = "what handlers see";

    private static final Map<String, String> OTHERS =
        Map.of(
            "dev.tempo.Scheduler", "what applications see",
            "dev.tempo.RunInterceptor", HANDLERS,
            "dev.tempo.task.Handler", HANDLERS,
            "dev.tempo.task.HandlerFactory", HANDLERS,
            "dev.tempo.task.PayloadHandler", HANDLERS,
            "dev.tempo.task.RunContext", HANDLERS);

    private static final Set<String> FACES =
        Set.of(
            "dev.tempo.EngineScheduler",
            "dev.tempo.Handlers",
            "dev.tempo.JobPages",
            "dev.tempo.LogPages",
            "dev.tempo.Tempo",
            "dev.tempo.TempoBuilder",
            "dev.tempo.process.BootMark",
            "dev.tempo.process.ProcessSupervisor",
            "dev.tempo.python.PythonOptions",
            "dev.tempo.python.PythonService");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String room = type.getPackageName();
      String outermost = type.getName().split("\\$")[0];
      String usual = FACES.contains(outermost) ? "the face of " + room : room;
      return SliceIdentifier.of(OTHERS.getOrDefault(outermost, usual));
    }

    @Override
    public String getDescription() {
      return "the rooms of tempo-core";
    }
  }
}
