package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the build leaves for people to take away, the standalone jar and the distribution: each
 * starts with a Java and nothing else, and does what the server does. Runs after the build has
 * packed them.
 */
@Tag("packed")
final class PackedServerTest {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path JDKS = Path.of("/usr/lib/jvm");
  private static final Pattern READY = Pattern.compile("ready on (http://\\S+) ");
  private static final Pattern JAVA_21 = Pattern.compile("JAVA_VERSION=\"21\\b");
  private static final Pattern JAVA_BEFORE_21 =
      Pattern.compile("JAVA_VERSION=\"(?:1\\.8|9|1\\d|20)\\b");
  private static final int JAVA_8_CLASSES = 52;
  private static final String ADMIN =
      "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";

  @TempDir static Path all;
  private static Path distribution;

  @TempDir Path directory;

  @BeforeAll
  static void unpackOnce() throws IOException {
    distribution = unpack(one("tempo-*.tar.gz"), all.resolve("empty"));
  }

  private static Path one(String pattern) throws IOException {
    try (var files = Files.newDirectoryStream(TARGET, pattern)) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      assertThat(found).as("packed by ./mvnw package: " + pattern).hasSize(1);
      return found.getFirst();
    }
  }

  private static Path jar() throws IOException {
    return one("tempo-server-*-standalone.jar");
  }

  /** This Java, and one of release 21 where there is one. */
  private static List<Path> javas() {
    return Stream.concat(
            Stream.of(Path.of(System.getProperty("java.home"))), javas(JAVA_21).limit(1))
        .toList();
  }

  /** The homes of installed Javas whose file of their release says so. */
  private static Stream<Path> javas(Pattern version) {
    return Stream.ofNullable(JDKS.toFile().listFiles())
        .flatMap(Arrays::stream)
        .map(File::toPath)
        .filter(home -> Files.isExecutable(home.resolve("bin/java")))
        .filter(home -> version.matcher(release(home)).find());
  }

  private static String release(Path home) {
    try {
      return Files.readString(home.resolve("release"));
    } catch (IOException e) {
      return ""; // not all directories there are such homes
    }
  }

  @TestFactory
  List<DynamicTest> standaloneJar_runsFromTheRoot() throws IOException {
    Path jar = jar();
    return javas().stream()
        .map(
            home ->
                DynamicTest.dynamicTest(
                    home.getFileName().toString(),
                    () -> {
                      String java = home.resolve("bin/java").toString();
                      Path data = Files.createTempDirectory(directory, "data");
                      works(
                          new ProcessBuilder(
                                  java, "-jar", jar.toString(), "run", "--port", "0", "--data-path")
                              .directory(Path.of("/").toFile()),
                          data);
                    }))
        .toList();
  }

  /** The server's classes cannot even be loaded by it, which would be all that is said. */
  @Test
  void standaloneJar_saysWhichJavaItNeeds_toAnOlderOne() throws Exception {
    Optional<Path> older = javas(JAVA_BEFORE_21).findFirst();
    assumeTrue(older.isPresent(), "Skipped: there is no Java older than 21");
    Process process =
        new ProcessBuilder(
                older.get().resolve("bin/java").toString(), "-jar", jar().toString(), "run")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("Tempo needs Java 21 or newer, and this is Java ")
        .contains("Start it with the java of a newer one.")
        .doesNotContain("\tat ");
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(directory).isEmptyDirectory();
  }

  @TestFactory
  List<DynamicTest> distribution_runsWhereItIsUnpacked() throws IOException {
    assertThat(distribution.resolve("tempo.service"))
        .content()
        .contains("/opt/tempo/bin/tempo run");
    assertThat(distribution.resolve("LICENSE")).content().contains("Apache License");
    assertThat(distribution.resolve("licenses/THIRD-PARTY.md")).isRegularFile();
    return javas().stream()
        .map(
            home ->
                DynamicTest.dynamicTest(
                    home.getFileName().toString(),
                    () -> {
                      Path data = Files.createTempDirectory(directory, "data");
                      ProcessBuilder command =
                          new ProcessBuilder("bin/tempo", "run", "--port", "0", "--data-path")
                              .directory(distribution.toFile());
                      command.environment().put("JAVA_HOME", home.toString());
                      works(command, data);
                    }))
        .toList();
  }

  @Test
  void distribution_makesAnArchiveOfItsClasses_andStartsFromIt() throws Exception {
    Path unpacked = unpack(one("tempo-*.tar.gz"), directory.resolve("archived"));
    String java = System.getProperty("java.home");
    ProcessBuilder make = new ProcessBuilder(unpacked.resolve("bin/class-archive.sh").toString());
    make.environment().put("JAVA_HOME", java);
    make.environment().keySet().removeIf(name -> name.startsWith("TEMPO_"));
    Process made = make.inheritIO().start();
    assertThat(made.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
    assertThat(unpacked.resolve("lib").toFile().list((dir, name) -> name.startsWith("tempo.")))
        .containsExactly(Runtime.version().feature() < 25 ? "tempo.jsa" : "tempo.aot");
    ProcessBuilder command =
        new ProcessBuilder(
            unpacked.resolve("bin/tempo").toString(), "run", "--port", "0", "--data-path");
    command.environment().put("JAVA_HOME", java);
    works(command, Files.createTempDirectory(directory, "data"));
  }

  /**
   * Starts a server: it answers, shows its pages, runs scripts, keeps them, and warns of nothing.
   */
  private void works(ProcessBuilder command, Path data) throws Exception {
    Path err = Files.createTempFile(directory, "err", "");
    command.command().add(data.toString());
    command.environment().keySet().removeIf(name -> name.startsWith("TEMPO_"));
    Process process = command.redirectError(err.toFile()).start();
    try (var out = process.inputReader()) {
      String line = out.readLine();
      Matcher ready = READY.matcher(line == null ? "" : line);
      assertThat(ready.find()).as("%s %s", line, Files.readString(err)).isTrue();
      uses(ready.group(1));
    } finally {
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.readString(err))
        .doesNotContainIgnoringCase("warning")
        .doesNotContain("Exception", "SLF4J");
  }

  private static void uses(String url) {
    ApiClient client = new ApiClient(url);
    client.post("/api/setup/admin", ADMIN).status(201);
    ApiClient admin = client.logIn("admin", TestServer.PASSWORD);
    assertThat(admin.get("/api/health").status(200).data("status").textValue())
        .isEqualTo("healthy");
    for (String path : List.of("/", "/ui/icon.svg", "/ui/app/main.js", "/api/openapi.json")) {
      assertThat(client.get(path).status()).as(path).isEqualTo(200);
    }
    assertThat(client.get("/jobs").body()).contains("/bundle/app/main.js\"></script>");
    for (String kind : List.of("shell", "python")) {
      String script = kind.equals("shell") ? "echo it works" : "print(\\\"it works\\\")";
      String job =
          "{'name':'%s','task':{'kind':'%s','content':'%s'}}".formatted(kind, kind, script);
      String id = admin.post("/api/jobs", job).status(201).data("id").textValue();
      String run = admin.post("/api/jobs/" + id + "/run").status(202).data("runId").textValue();
      JsonNode ended =
          admin.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull()).data();
      assertThat(ended.path("status").textValue()).as(ended.toString()).isEqualTo("success");
      assertThat(admin.get("/api/runs/" + run + "/logs").body()).contains("it works");
    }
  }

  @Test
  void manifest_saysWhatTheJarNeeds_andServicesAndLicencesAreThose() throws IOException {
    try (JarFile jar = new JarFile(jar().toFile())) {
      Attributes main = jar.getManifest().getMainAttributes();
      String first = main.getValue("Main-Class");
      assertThat(first).isEqualTo("dev.tempo.standalone.StandaloneMain");
      try (DataInputStream in =
          new DataInputStream(
              jar.getInputStream(jar.getEntry(first.replace('.', '/') + ".class")))) {
        in.readInt(); // the magic number
        in.readUnsignedShort(); // the minor version
        assertThat(in.readUnsignedShort()).as("for Java 8").isEqualTo(JAVA_8_CLASSES);
      }
      assertThat(main.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
      assertThat(main.getValue("Multi-Release")).isEqualTo("true");
      assertThat(jar.stream().map(entry -> entry.getName()))
          .doesNotHaveDuplicates()
          .noneMatch(name -> name.endsWith("module-info.class") || name.endsWith(".SF"))
          .contains("META-INF/LICENSE", "META-INF/licenses/THIRD-PARTY.md");
      for (String service : services()) {
        String[] parts = service.split(" ");
        assertThat(lines(jar, parts[0])).as(parts[0]).contains(parts[1]);
      }
    }
  }

  /** The providers of all libraries of the distribution, each after its file's name. */
  private static List<String> services() throws IOException {
    List<String> services = new ArrayList<>();
    try (Stream<Path> libraries = Files.list(distribution.resolve("lib"))) {
      for (Path library : libraries.toList()) {
        try (JarFile jar = new JarFile(library.toFile())) {
          for (JarEntry entry : jar.stream().toList()) {
            if (entry.getName().matches("META-INF/(services/.+|helidon/manifest)")) {
              lines(jar, entry.getName())
                  .forEach(line -> services.add(entry.getName() + " " + line));
            }
          }
        }
      }
    }
    assertThat(services).isNotEmpty();
    return services;
  }

  private static List<String> lines(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  @Test
  void packedTwice_isTheSameToTheByte() throws IOException {
    for (Path packed : List.of(jar(), one("tempo-*.tar.gz"))) {
      Path again = TARGET.resolve("again").resolve(packed.getFileName());
      assertThat(again).as("made by ./mvnw verify").isRegularFile();
      assertThat(Files.mismatch(packed, again)).as(packed.toString()).isEqualTo(-1);
    }
  }

  /** Each library's licence is there, or it is named among those whose jars hold none. */
  @Test
  void everyLibrary_hasItsLicence() throws IOException {
    String named = Files.readString(distribution.resolve("licenses/THIRD-PARTY.md"));
    TreeSet<String> without = new TreeSet<>();
    try (Stream<Path> libraries = Files.list(distribution.resolve("lib"))) {
      for (Path library : libraries.toList()) {
        String file = library.getFileName().toString();
        String name = file.replaceFirst("-\\d[^/]*\\.jar$", "").toLowerCase(Locale.ROOT);
        Path own = distribution.resolve("licenses").resolve(file.replaceFirst("\\.jar$", "-jar"));
        boolean told =
            Stream.of(name.split("_jdk")).anyMatch(named.toLowerCase(Locale.ROOT)::contains);
        if (!name.startsWith("tempo-") && !Files.isDirectory(own.resolve("META-INF")) && !told) {
          without.add(file);
        }
      }
    }
    assertThat(without).isEmpty();
  }

  private static Path unpack(Path archive, Path into) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GzipCompressorInputStream(
                new BufferedInputStream(Files.newInputStream(archive))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        assertThat(path.startsWith(into)).as(entry.getName()).isTrue();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          assertThat(path.toFile().setExecutable((entry.getMode() & 0100) != 0)).isTrue();
        }
      }
    }
    try (Stream<Path> top = Files.list(into)) {
      List<Path> all = top.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }
}
