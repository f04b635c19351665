package dev.tempo.benchmarks.embed;

import java.util.List;
import java.util.stream.Stream;

/** A program with a scheduler in it, and the jars that its build would bring along. */
enum Contender {
  TEMPO_ON_SQLITE("Tempo on SQLite", TempoOnSqlite.class, Jars.TEMPO, Jars.TEMPO_SQLITE),
  TEMPO_IN_MEMORY("Tempo in memory", TempoInMemory.class, Jars.TEMPO, List.of()),
  DB_SCHEDULER("db-scheduler", DbSchedulerProgram.class, Jars.DB_SCHEDULER, Jars.SQLITE),
  JOBRUNR("JobRunr", JobRunrProgram.class, Jars.JOBRUNR, Jars.SQLITE),
  QUARTZ("Quartz RAM", QuartzProgram.class, Jars.QUARTZ, List.of()),
  EMPTY("an empty JVM", EmptyProgram.class, List.of(), List.of());

  private final String title;
  private final Class<?> program;
  private final List<String> jars;

  Contender(String title, Class<?> program, List<String> jars, List<String> otherJars) {
    this.title = title;
    this.program = program;
    this.jars = Stream.concat(jars.stream(), otherJars.stream()).toList();
  }

  String title() {
    return title;
  }

  Class<?> program() {
    return program;
  }

  /** The artifacts of its class path, without their versions. */
  List<String> jars() {
    return jars;
  }

  /** All but Tempo. */
  boolean isPeer() {
    return this == DB_SCHEDULER || this == JOBRUNR || this == QUARTZ;
  }

  private static final class Jars {
    static final List<String> SQLITE = List.of("sqlite-jdbc", "HikariCP");
    static final List<String> TEMPO =
        List.of(
            "tempo-core",
            "slf4j-api",
            "oshi-core",
            "oshi-common",
            "jna-jpms",
            "jna-platform-jpms",
            "jspecify");
    static final List<String> TEMPO_SQLITE =
        List.of("tempo-store-sqlite", "tempo-store-jdbc", "sqlite-jdbc", "HikariCP");
    static final List<String> DB_SCHEDULER = List.of("db-scheduler", "slf4j-api", "jspecify");
    static final List<String> JOBRUNR =
        List.of(
            "jobrunr",
            "slf4j-api",
            "asm",
            "jackson-databind",
            "jackson-core",
            "jackson-annotations",
            "jackson-datatype-jsr310");
    static final List<String> QUARTZ = List.of("quartz", "slf4j-api");
  }
}
