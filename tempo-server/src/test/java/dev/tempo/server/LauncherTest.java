package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher itself, {@code bin/tempo}, where next to nothing is in the environment. */
final class LauncherTest {
  private static final Pattern RUNS_ON = Pattern.compile("http://[0-9.]+:\\d+");
  private static final Path BIN = Path.of("bin").toAbsolutePath();

  @TempDir Path directory;
  private Path launcher;

  /** Beside a jar that names the class path of this test, as the build lays it out. */
  @BeforeEach
  void layOut() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("server/bin"));
    Files.createDirectories(directory.resolve("server/target/lib"));
    for (String name : List.of("tempo", "find-jdk.sh")) {
      Files.copy(BIN.resolve(name), bin.resolve(name));
    }
    launcher = bin.resolve("tempo");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            List.of(classPath.split(File.pathSeparator)).stream()
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    Path jar = directory.resolve("server/target/tempo-server-0.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  @Test
  void emptyEnvironment_isNoObstacle_andScriptsGetWhatWasFound() throws Exception {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "this JVM names such files");
    Path odd = Files.createDirectory(directory.resolve("Büro ☃"));
    Path data = directory.resolve("data");
    String job =
        "{'name':'Büro','task':{'kind':'shell','workingDir':'"
            + odd
            + "','content':'pwd; echo [$LC_ALL] [$LANG]; echo ${HOME:?} ${PATH:?} >/dev/null'}}";
    ApiClient admin = start(data, List.of("LANG=C"));
    try {
      admin.post("/api/jobs", job).status(201);
      assertThat(log(admin)).containsExactly(odd.toString(), "[] [C]");
    } finally {
      stop(data);
    }
    admin = start(data, List.of("LC_ALL=POSIX"));
    try {
      assertThat(log(admin)).containsExactly(odd.toString(), "[POSIX] []");
      assertThat(odd).isEmptyDirectory();
    } finally {
      stop(data);
    }
  }

  @Test
  void javasRelease_isRead_andAskedForOnlyWhereNothingTellsIt() throws Exception {
    Path home = Files.createDirectories(directory.resolve("jdk/bin")).getParent();
    Path java = home.resolve("bin/java");
    Files.writeString(
        java, "#!/bin/sh\necho asked\necho '    java.specification.version = 22' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    String ask = "java_release " + home + "; java_release " + home + " | wc -l";

    assertThat(sourced(ask)).containsExactly("22", "1");
    Files.writeString(home.resolve("release"), "OS_NAME=\"Linux\"\nJAVA_VERSION=\"25.0.3\"\n");
    assertThat(sourced(ask)).containsExactly("25", "1");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
    assertThat(sourced(ask)).containsExactly("8", "1");
  }

  /** With fewer the classes of the server could not be read, which Java tells by a stack trace. */
  @Test
  void tooFewOpenFiles_areRefusedInOneLine_beforeAnythingIsMade() throws Exception {
    Path data = directory.resolve("data");
    String limited = "ulimit -n 64; exec " + launcher + " run --port 0 --data-path " + data;
    Process shell = new ProcessBuilder("sh", "-c", limited).redirectErrorStream(true).start();
    try (var out = shell.inputReader()) {
      assertThat(out.lines().toList())
          .singleElement()
          .asString()
          .startsWith("tempo: only 64 files may be open at once")
          .contains("LimitNOFILE=");
    }
    assertThat(shell.waitFor()).isEqualTo(2);
    assertThat(data).doesNotExist();
  }

  /** What commands print that have what finds a Java. */
  private List<String> sourced(String commands) throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", ". " + BIN.resolve("find-jdk.sh") + "; " + commands).start();
    try (var out = shell.inputReader()) {
      return out.lines().map(String::strip).toList();
    }
  }

  private ApiClient start(Path data, List<String> variables) throws Exception {
    boolean first = !Files.exists(data);
    String out = tempo(variables, "start", "--port", "0", "--data-path", data.toString());
    Matcher url = RUNS_ON.matcher(out);
    assertThat(url.find()).as(out).isTrue();
    ApiClient client = new ApiClient(url.group());
    if (first) {
      String admin = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
      client.post("/api/setup/admin", admin).status(201);
    }
    return client.logIn("admin", TestServer.PASSWORD);
  }

  private void stop(Path data) throws Exception {
    tempo(List.of(), "stop", "--data-path", data.toString());
  }

  private String tempo(List<String> variables, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    command.add("JAVA_HOME=" + System.getProperty("java.home"));
    command.add("TEMPO_JAVA_OPTS=" + Cli.CHEAP);
    command.addAll(variables);
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "launcher", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(out);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private static List<String> log(ApiClient admin) {
    JsonNode job = admin.get("/api/jobs").status(200).data("jobs").get(0);
    String id =
        admin
            .post("/api/jobs/" + job.path("id").textValue() + "/run")
            .status(202)
            .data("runId")
            .textValue();
    JsonNode run = admin.await("/api/runs/" + id, one -> !one.path("finishedAt").isNull()).data();
    assertThat(run.path("status").textValue()).as(run.toString()).isEqualTo("success");
    List<String> lines = new ArrayList<>();
    admin
        .get("/api/runs/" + id + "/logs")
        .status(200)
        .data("lines")
        .forEach(line -> lines.add(line.path("content").textValue()));
    return lines;
  }
}
