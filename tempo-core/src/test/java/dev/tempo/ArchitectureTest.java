package dev.tempo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.Set;
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

  @Test
  void nothing_knowsTheFace() {
    noClasses()
        .that()
        .resideInAPackage("dev.tempo..")
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
            "java..", "javax.crypto..", "dev.tempo..", "org.slf4j..", "oshi..", "com.sun.jna..")
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
  void engine_isSeenByTheFaceOnly() {
    classes()
        .that(resideInAPackage("dev.tempo.engine"))
        .should()
        .onlyHaveDependentClassesThat(resideInAPackage("dev.tempo.engine").or(isFace()))
        .check(CLASSES);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> isFace() {
    return resideInAPackage("dev.tempo")
        .and(
            simpleName("Tempo")
                .or(simpleName("TempoBuilder"))
                .or(simpleName("Lines"))
                .as("the face"));
  }

  /**
   * A package is a room. {@code dev.tempo} is two: what most users need is at its top, the words
   * with which it is said at the bottom.
   */
  private static final class Rooms implements SliceAssignment {
    private static final Set<String> FACE = Set.of("Tempo", "TempoBuilder");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String room = type.getPackageName();
      if (!room.equals("dev.tempo")) {
        return SliceIdentifier.of(room);
      }
      String outermost = type.getName().substring(room.length() + 1).split("\\$")[0];
      return SliceIdentifier.of(FACE.contains(outermost) ? "the face" : "the words");
    }

    @Override
    public String getDescription() {
      return "the rooms of tempo-core";
    }
  }
}
