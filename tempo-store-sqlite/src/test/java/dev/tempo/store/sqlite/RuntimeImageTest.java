package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Tempo;
import dev.tempo.store.jdbc.Database;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Links a program with the library into a Java of its own, which knows no class path, and runs it.
 */
class RuntimeImageTest {
  private static final String PROGRAM =
      """
      package hello;

      import dev.tempo.Job;
      import dev.tempo.Tempo;
      import dev.tempo.store.sqlite.SqliteStore;
      import dev.tempo.task.Task;
      import java.nio.file.Path;
      import java.time.Duration;

      public final class Hello {
        public static void main(String[] arguments) {
          try (SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
              Tempo tempo =
                  Tempo.builder()
                      .store(store)
                      .handler("hello", context -> context.log("linked"))
                      .build()
                      .start()) {
            Job job = tempo.save(Job.named("Hello").task(Task.handler("hello")).build());
            Job script =
                tempo.save(Job.named("Script").task(Task.shell("echo of a script")).build());
            for (Job each : new Job[] {job, script}) {
              var run = tempo.run(each.id()).await(Duration.ofMinutes(1));
              System.out.println(run.status());
              tempo.logLines(run.id()).forEach(line -> System.out.println(line.text()));
            }
          }
        }
      }
      """;

  @TempDir private Path directory;

  @Test
  void linkedProgram_keepsRunsOnSqlite_andStartsScripts() throws Exception {
    List<Path> modules = modules();
    Path program = compile(modules);
    Path image = directory.resolve("image");
    String path =
        Stream.concat(Stream.of(program), modules.stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    tool(
        "jlink",
        List.of(
            "--module-path",
            path,
            "--add-modules",
            "hello",
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--compress=zip-0",
            "--output",
            image.toString()));

    Path output = directory.resolve("output");
    Process linked =
        new ProcessBuilder(
                image.resolve("bin/java").toString(),
                "--enable-native-access=com.sun.jna,org.xerial.sqlitejdbc",
                "-XX:TieredStopAtLevel=1",
                "-m",
                "hello/hello.Hello",
                directory.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(linked.waitFor(2, TimeUnit.MINUTES)).isTrue();

    assertThat(Files.readAllLines(output, StandardCharsets.UTF_8))
        .filteredOn(line -> !line.startsWith("SLF4J"))
        .containsExactly("SUCCESS", "linked", "SUCCESS", "of a script");
    assertThat(linked.exitValue()).isZero();
  }

  /** Every library on the class path that a module of ours asks for, directly or not. */
  private static List<Path> modules() throws Exception {
    List<Path> found = new ArrayList<>();
    for (Class<?> one : List.of(Tempo.class, Database.class, SqliteStore.class)) {
      found.add(Path.of(URI.create(location(one))));
    }
    List<Path> libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(each -> each.toString().endsWith(".jar"))
            .toList();
    Set<String> wanted = new TreeSet<>();
    ModuleFinder.of(found.toArray(Path[]::new)).findAll().forEach(each -> asks(each, wanted));
    boolean more = true;
    while (more) {
      more = false;
      for (Path library : libraries) {
        ModuleReference module = explicitModule(library);
        if (module != null
            && wanted.contains(module.descriptor().name())
            && !found.contains(library)) {
          found.add(library);
          asks(module, wanted);
          more = true;
        }
      }
    }
    return found;
  }

  private static ModuleReference explicitModule(Path library) {
    return ModuleFinder.of(library).findAll().stream()
        .filter(module -> !module.descriptor().isAutomatic())
        .findFirst()
        .orElse(null);
  }

  private static void asks(ModuleReference module, Set<String> wanted) {
    module.descriptor().requires().stream()
        .filter(each -> !each.modifiers().equals(Set.of(Modifier.STATIC)))
        .forEach(each -> wanted.add(each.name()));
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  private Path compile(List<Path> modules) throws Exception {
    Path source = Files.createDirectories(directory.resolve("source/hello"));
    Files.writeString(source.resolve("Hello.java"), PROGRAM);
    Path descriptor = source.resolveSibling("module-info.java");
    Files.writeString(
        descriptor, "module hello { requires dev.tempo.core; requires dev.tempo.store.sqlite; }");
    Path classes = directory.resolve("classes");
    tool(
        "javac",
        List.of(
            "-d",
            classes.toString(),
            "--module-path",
            modules.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            source.resolve("Hello.java").toString(),
            descriptor.toString()));
    return classes;
  }

  private static void tool(String name, List<String> arguments) {
    StringWriter said = new StringWriter();
    int result =
        ToolProvider.findFirst(name)
            .orElseThrow()
            .run(
                new PrintWriter(said, true),
                new PrintWriter(said, true),
                arguments.toArray(String[]::new));
    assertThat(result).as(name + ": " + said).isZero();
  }
}
