package dev.tempo.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementParameters;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static JavaClasses server;

  @BeforeAll
  static void read() {
    server =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tempo.server");
  }

  @Test
  void packages_formNoCircle() {
    slices().matching("dev.tempo.server.(**)").should().beFreeOfCycles().check(server);
  }

  @Test
  void wiring_isKnownToTheServerItselfOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tempo.server", "dev.tempo.server.wiring")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tempo.server.wiring")
        .check(server);
  }

  @Test
  void serverItself_isKnownToNoArea() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tempo.server")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tempo.server")
        .check(server);
  }

  @Test
  void modulesOfAreas_doNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.tempo.server.wiring")
        .and()
        .haveSimpleNameEndingWith("Module")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev\\.tempo\\.server\\.wiring\\.(?!Server)\\w+Module")
        .check(server);
  }

  @Test
  void webServer_isKnownToOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.tempo.server.http",
            "dev.tempo.server.http.filter",
            "dev.tempo.server.http.server",
            "dev.tempo.server.http.socket")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(server);
  }

  @Test
  void database_isKnownToStoresOnly() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Store")
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.sql..")
                .or(belongToAnyOf(Sql.class, ResultRow.class, StatementParameters.class)))
        .check(server);
  }

  @Test
  void kindOfDatabase_isKnownToTheStandaloneServerOnly() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.tempo\\.server\\.Standalone.*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tempo.store.sqlite..",
            "org.sqlite..",
            "dev.tempo.store.postgres..",
            "org.postgresql..")
        .check(server);
  }

  @Test
  void clocks_areNotReadPastTheTimeSource() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(server);
  }
}
