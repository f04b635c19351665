package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What can be checked of files that are for other machines. */
final class PackagingTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path PACKAGING = MODULE.resolve("packaging");

  /** Tags of tests that have a run of their own, and where their module's pom names their files. */
  private static final Map<String, String> APART =
      Map.of("alone", "tempo.test.apart.files", "packed", "tempo.test.packed.files");

  private static final Pattern VARIABLE = Pattern.compile("\\bTEMPO_[A-Z_]+\\b");

  @Test
  void variables_areSettings() throws IOException {
    Set<String> known = new TreeSet<>();
    Settings.all().stream().map(Setting::variable).forEach(known::add);
    try (Stream<Path> files = Files.list(PACKAGING)) {
      for (Path file : files.toList()) {
        Matcher named = VARIABLE.matcher(Files.readString(file));
        assertThat(known)
            .as(file.toString())
            .containsAll(named.results().map(result -> result.group()).toList());
      }
    }
  }

  @Test
  void compose_startsWhatTheDockerfileBuilds() throws IOException {
    Map<String, Object> compose =
        new Yaml().load(Files.readString(PACKAGING.resolve("compose.yaml")));
    Map<?, ?> tempo = (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get("tempo");
    Map<?, ?> build = (Map<?, ?>) tempo.get("build");
    Path context = PACKAGING.resolve(build.get("context").toString()).normalize();
    assertThat(context.resolve(build.get("dockerfile").toString())).exists();
    List<?> check = (List<?>) ((Map<?, ?>) tempo.get("healthcheck")).get("test");
    assertThat(check.getLast()).isEqualTo("health");
  }

  @Test
  void composeOfACluster_namesEachNode_andGivesAllTheSameKeys() throws IOException {
    Map<String, Object> compose =
        new Yaml().load(Files.readString(PACKAGING.resolve("compose.cluster.yaml")));
    Map<?, ?> services = (Map<?, ?>) compose.get("services");
    Set<Object> names = new HashSet<>();
    Set<Object> keys = new HashSet<>();
    for (Object service : services.values()) {
      Map<?, ?> variables = (Map<?, ?>) ((Map<?, ?>) service).get("environment");
      if (variables.containsKey("TEMPO_DATABASE_URL")) {
        names.add(variables.get("TEMPO_NODE_NAME"));
        keys.add(variables.get("TEMPO_SECRET_KEY") + " " + variables.get("TEMPO_JWT_SECRET"));
      }
    }
    assertThat(names).containsExactlyInAnyOrder("north", "south", "west");
    assertThat(keys).hasSize(1);
  }

  @Test
  void dockerfile_buildsAllModulesOfTheServer() throws IOException {
    String dockerfile = Files.readString(PACKAGING.resolve("Dockerfile"));
    String pom = Files.readString(MODULE.resolve("pom.xml"));
    Matcher built = Pattern.compile("-pl (\\S+) ").matcher(dockerfile);
    assertThat(built.find()).isTrue();
    Set<String> needed = new TreeSet<>();
    Pattern.compile("<artifactId>(tempo-(?:core|store-[a-z]+|server))</artifactId>")
        .matcher(pom)
        .results()
        .forEach(module -> needed.add(module.group(1)));
    assertThat(built.group(1).split(",")).containsExactlyInAnyOrderElementsOf(needed);
  }

  @Test
  void dockerfile_isNotRootAndCopiesWhatThereIs() throws IOException {
    String dockerfile = Files.readString(PACKAGING.resolve("Dockerfile"));
    assertThat(dockerfile).contains("\nUSER tempo\n", "\nHEALTHCHECK ", "tini");
    Matcher copied =
        Pattern.compile("COPY --from=build /src/tempo-server/(\\S+) ").matcher(dockerfile);
    assertThat(copied.results().map(result -> result.group(1)))
        .containsExactly(
            "bin", "target/lib", "target/tempo-server-*.jar", "src/build/class-archive.sh");
    assertThat(MODULE.resolve("bin/tempo")).isExecutable();
    assertThat(MODULE.resolve("bin/find-jdk.sh")).exists();
  }

  @Test
  void testsThatRunApart_areNamedByTheirModules() throws IOException {
    Map<String, Set<String>> tagged = new TreeMap<>();
    Map<String, Set<String>> named = new TreeMap<>();
    try (Stream<Path> modules = Files.list(MODULE.getParent())) {
      for (Path module : modules.filter(one -> Files.exists(one.resolve("pom.xml"))).toList()) {
        String pom = Files.readString(module.resolve("pom.xml"));
        for (Map.Entry<String, String> tag : APART.entrySet()) {
          String of = module.getFileName() + " " + tag.getKey();
          tagged.put(of, tagged(module.resolve("src/test/java"), tag.getKey()));
          named.put(of, named(pom, tag.getValue()));
        }
        boolean apart = !named.get(module.getFileName() + " alone").isEmpty();
        assertThat(pom.contains("<tempo.test.apart.phase>test<")).as("%s", module).isEqualTo(apart);
      }
    }
    assertThat(named).isEqualTo(tagged);
    assertThat(named.get("tempo-server packed")).isNotEmpty();
  }

  private static Set<String> tagged(Path tests, String tag) throws IOException {
    Set<String> found = new TreeSet<>();
    if (Files.isDirectory(tests)) {
      try (Stream<Path> files = Files.walk(tests)) {
        for (Path file : files.filter(one -> one.toString().endsWith("Test.java")).toList()) {
          if (Files.readString(file).contains("@Tag(\"" + tag + "\")")) {
            found.add("**/" + file.getFileName());
          }
        }
      }
    }
    return found;
  }

  private static Set<String> named(String pom, String property) {
    Matcher files = Pattern.compile("<" + property + ">([^<]+)<").matcher(pom);
    return files.find() ? new TreeSet<>(List.of(files.group(1).split(","))) : Set.of();
  }

  @Test
  void unraidTemplate_isXml() throws Exception {
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(PACKAGING.resolve("unraid.xml").toFile());
    assertThat(document.getElementsByTagName("Config").getLength()).isPositive();
  }

  @Test
  void unit_leavesScriptsRunning_andSystemdUnderstandsIt(@TempDir Path directory) throws Exception {
    String unit = Files.readString(PACKAGING.resolve("tempo.service"));
    assertThat(unit).contains("\nKillMode=process\n");
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze), "systemd-analyze is not installed");
    // The account and the place are those of another machine.
    Path here = directory.resolve("tempo.service");
    Files.writeString(
        here,
        unit.replace("/opt/tempo/bin", MODULE + "/bin").replaceAll("(?m)^(User|Group)=.*$", ""));
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(analyze.toString(), "verify", "--man=no", here.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(said);
    assumeTrue(!text.contains("Failed to initialize manager"), "systemd does not work here");
    assertThat(text.lines().filter(line -> line.contains("tempo.service"))).isEmpty();
    assertThat(process.exitValue()).as(text).isZero();
  }
}
