package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects and their files over HTTP: real files, one server, an account for each test. */
final class ProjectsTest {
  private static final String BYTES = "application/octet-stream";

  @TempDir private static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode first(ApiClient user) {
    return user.get("/api/projects").status(200).data("projects").get(0);
  }

  private static String files(ApiClient user) {
    return "/api/projects/" + first(user).path("id").textValue() + "/files";
  }

  private static ApiClient.Answer put(ApiClient user, String path, String content) {
    return user.send("PUT", path, content, BYTES);
  }

  @Test
  void everybody_hasADefaultProject_whichStaysAsItIs() {
    ApiClient user = server.as("anna", Role.OPERATOR);
    JsonNode project = first(user);
    assertThat(project.path("name").textValue()).isEqualTo("project_default");
    assertThat(project.path("directory").textValue()).isEqualTo("project_default");
    assertThat(project.path("isActive").booleanValue()).isTrue();
    JsonNode unsized = user.get("/api/projects?sizes=false").status(200).data();
    assertThat(unsized.path("usage").isNull()).isTrue();
    assertThat(unsized.path("projects").get(0).path("sizeBytes").isNull()).isTrue();
    assertThat(user.get("/api/projects").data("usage").path("usedBytes").intValue()).isZero();
    user.get("/api/projects/active?sizes=false").status(200);
    String path = "/api/projects/" + project.path("id").textValue();
    user.put(path, "{'name':'other'}").problem(409, "CONFLICT");
    user.delete(path).problem(409, "CONFLICT");
    assertThat(user.get("/api/projects/active").status(200).data("id"))
        .isEqualTo(project.path("id"));
  }

  @Test
  void project_isMadeRenamedActivatedAndDeleted_andItsDirectoryFollows() throws IOException {
    ApiClient user = server.as("berta", Role.OPERATOR);
    JsonNode made =
        user.post("/api/projects", "{'name':'Spring 2026','description':'d'}").status(201).data();
    user.post("/api/projects", "{'name':'spring 2026'}").problem(409, "CONFLICT");
    user.post("/api/projects", "{'name':' '}").problem(422, "VALIDATION_ERROR");
    assertThat(made.path("directory").textValue()).isEqualTo("spring-2026");
    String path = "/api/projects/" + made.path("id").textValue();
    put(user, path + "/files/a.txt", "a").status(201);
    user.post(path + "/backups").status(201);
    Path home = directory.resolve("projects/_managed/berta");
    assertThat(home.resolve("spring-2026/a.txt")).hasContent("a");

    assertThat(user.post(path + "/set-active").status(200).data("isActive").booleanValue())
        .isTrue();
    assertThat(user.get("/api/projects/active").data("id")).isEqualTo(made.path("id"));
    user.put(path, "{'name':'Summer'}").status(200);
    assertThat(home.resolve("spring-2026")).doesNotExist();
    assertThat(home.resolve("summer/a.txt")).hasContent("a");
    assertThat(user.get(path + "/backups").status(200).data("backups")).hasSize(1);
    user.put(path, "{'name':''}").problem(422, "VALIDATION_ERROR");
    String key =
        user.post("/api/keys", "{'name':'k','scope':'api'}").status(201).data("key").textValue();
    server.client().withKey(key).post(path + "/activate").problem(409, "CONFLICT");
    user.delete(path).status(204);
    assertThat(home.resolve("summer")).doesNotExist();
    user.get(path).problem(404, "NOT_FOUND");
    assertThat(user.get("/api/projects/active").data("isDefault").booleanValue()).isTrue();
  }

  @Test
  void fiftyProjects_areTheMost() {
    ApiClient user = server.as("carla", Role.OPERATOR);
    for (int i = 1; i < 50; i++) {
      user.post("/api/projects", "{'name':'p" + i + "'}").status(201);
    }
    user.post("/api/projects", "{'name':'p50'}").problem(409, "LIMIT_REACHED");
  }

  @Test
  void file_isWrittenReadInPartsReplacedAndDeleted() throws IOException {
    ApiClient user = server.as("dora", Role.OPERATOR);
    String files = files(user);
    String file = files + "/out/heat.csv";
    String tag = put(user, file, "0123456789").status(201).data("etag").textValue();
    ApiClient.Answer read = user.get(file).status(200);
    assertThat(read.body()).isEqualTo("0123456789");
    assertThat(read.header("ETag")).isEqualTo(tag);
    assertThat(read.header("Content-Disposition")).startsWith("attachment");
    assertThat(read.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(user.header("Range", "bytes=2-4").get(file).status(206).body()).isEqualTo("234");
    assertThat(user.header("Range", "bytes=-3").get(file).status(206).body()).isEqualTo("789");
    user.header("Range", "bytes=10-").get(file).problem(416, "RANGE_NOT_SATISFIABLE");

    put(user.header("If-None-Match", "*"), file, "x").problem(412, "PRECONDITION_FAILED");
    put(user.header("If-None-Match", "W/" + tag), file, "x").problem(412, "PRECONDITION_FAILED");
    put(user.header("If-Match", "W/" + tag), file, "x").problem(412, "PRECONDITION_FAILED");
    put(user.header("If-Match", "\"other\""), file, "x").problem(412, "PRECONDITION_FAILED");
    put(user.header("If-Match", tag), file, "y").status(200);
    put(user.header("If-Match", tag), file, "z").problem(412, "PRECONDITION_FAILED");
    JsonNode listed = user.get(files + "?path=out").status(200).data("files");
    assertThat(listed.get(0).path("path").textValue()).isEqualTo("out/heat.csv");
    assertThat(listed.get(0).path("sizeBytes").intValue()).isEqualTo(1);
    assertThat(user.get(files).data("files").get(0).path("type").textValue())
        .isEqualTo("directory");
    Path real = directory.resolve("projects/_managed/dora/project_default/out/heat.csv");
    assertThat(Files.getPosixFilePermissions(real))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Files.getPosixFilePermissions(real.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    user.delete(files + "/out").problem(409, "CONFLICT");
    user.delete(file).status(204);
    user.delete(file).problem(404, "NOT_FOUND");
    user.delete(files + "/out").status(204);
  }

  @Test
  void json_isChecked_andKeepsWhatWasThere() {
    ApiClient user = server.as("emma", Role.OPERATOR);
    String file = files(user) + "/config.json";
    put(user, file, "{\"a\": [1, {\"b\": null}]}").status(201);
    JsonNode wrong =
        put(user, file, "{\n  \"a\": ]\n}")
            .problem(422, "VALIDATION_ERROR")
            .json()
            .path("details")
            .get(0);
    assertThat(wrong.path("line").intValue()).isEqualTo(2);
    put(user, file, "{} {}").problem(422, "VALIDATION_ERROR");
    put(user, file, "").problem(422, "VALIDATION_ERROR");
    assertThat(user.get(file).body()).isEqualTo("{\"a\": [1, {\"b\": null}]}");
  }

  @Test
  void wayOut_isRefused_andNothingOutsideIsTouched() throws IOException {
    ApiClient user = server.as("frieda", Role.OPERATOR);
    String files = files(user);
    put(user, files + "/in.txt", "in").status(201);
    Path root = directory.resolve("projects/_managed/frieda/project_default");
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(root.resolve("link"), outside);
    Files.createSymbolicLink(root.resolve("file-link"), outside.resolve("secret.txt"));
    List<String> ways =
        List.of(
            "..%2F..%2Fsecret.txt",
            "%2e%2e%2fsecret.txt",
            "a%2F..%2F..%2Fsecret.txt",
            "%2Fetc%2Fpasswd",
            "a%2F%2Fb",
            "a%00b",
            "a%5C..%5Cb",
            ".%2Fin.txt",
            ".tempo-1",
            "link/secret.txt",
            "link/new.txt",
            "link/inner/new.txt",
            "file-link/x");
    for (String way : ways) {
      assertThat(user.get(files + "/" + way).status()).as("GET %s", way).isBetween(400, 499);
      assertThat(put(user, files + "/" + way, "x").status()).as("PUT %s", way).isBetween(400, 499);
      assertThat(user.delete(files + "/" + way).status()).as("DELETE %s", way).isBetween(400, 499);
      assertThat(user.get(files + "?path=" + way).status()).as("list %s", way).isBetween(400, 499);
      String project = files.substring(0, files.length() - "/files".length());
      String backup = project + "/backups/" + way;
      assertThat(user.delete(backup).status()).as("DELETE %s", backup).isBetween(400, 499);
      assertThat(user.post(backup + "/restore").status()).as("%s", backup).isBetween(400, 499);
      String archive = project + "/archive?path=" + way;
      assertThat(user.get(archive).status()).as("%s", archive).isBetween(400, 499);
      String runs = "/api/logs/project/" + way;
      assertThat(user.get(runs).status()).as("%s", runs).isBetween(400, 499);
    }
    user.get(files + "/file-link").problem(404, "NOT_FOUND");
    put(user, files + "/file-link", "x").problem(409, "CONFLICT");
    for (String group : List.of("..", "a%2Fb", "%2e%2e%2f_managed", "a.b")) {
      user.get(files + "?group=" + group).problem(404, "NOT_FOUND");
    }
    assertThat(user.get(files).data("files").findValuesAsText("path")).containsExactly("in.txt");
    try (Stream<Path> all = Files.list(outside)) {
      assertThat(all).containsExactly(outside.resolve("secret.txt"));
    }
    assertThat(outside.resolve("secret.txt")).hasContent("secret");
    user.delete(files + "/file-link").status(204); // the link itself
    assertThat(Files.exists(root.resolve("link"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void fileThatIsThere_butNotForTheServer_isNotSaidToBeGone() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    ApiClient user = server.as("petra", Role.OPERATOR);
    String files = files(user);
    put(user, files + "/a.txt", "a").status(201);
    Path file = directory.resolve("projects/_managed/petra/project_default/a.txt");
    Files.createLink(directory.resolve("other-name"), file);
    Files.setAttribute(file, "unix:uid", 65_534);
    user.get(files + "/a.txt").problem(409, "CONFLICT");
    Files.delete(directory.resolve("other-name"));
    user.get(files + "/a.txt").status(200);
  }

  @Test
  void others_seeNothing_butAdminsRead() {
    ApiClient user = server.as("gerda", Role.OPERATOR);
    String files = files(user);
    put(user, files + "/a.txt", "a").status(201);
    server.as("hanna", Role.DEVELOPER).get(files).problem(404, "NOT_FOUND");
    assertThat(server.admin().get(files + "/a.txt").status(200).body()).isEqualTo("a");
    put(server.admin(), files + "/a.txt", "b").problem(403, "UNAUTHORIZED");
    server
        .as("ida", Role.VIEWER)
        .post("/api/projects", "{'name':'x'}")
        .problem(403, "UNAUTHORIZED");
  }

  @Test
  void olderPaths_leadToTheSameFiles() {
    ApiClient user = server.as("jana", Role.OPERATOR);
    String data = "/api/data/lab/project_default";
    user.send("POST", data + "/x/y.txt", "y", BYTES).status(201);
    assertThat(user.get(files(user) + "/x/y.txt?group=lab").status(200).body()).isEqualTo("y");
    assertThat(user.get(data + "/files").status(200).data("files")).hasSize(1);
    assertThat(user.get(files(user)).data("groups").toString()).isEqualTo("[\"lab\"]");
    user.post(data + "/backup").status(201);
    user.delete(data + "/x/y.txt").status(204);
    user.get(data + "/x/y.txt").problem(404, "NOT_FOUND");
    user.get("/api/data/lab/nowhere/files").problem(404, "NOT_FOUND");
  }

  @Test
  void olderPaths_keepTheSameConditions() {
    ApiClient user = server.as("nora", Role.OPERATOR);
    String file = "/api/data/_managed/project_default/in/a.txt";
    String tag = user.send("POST", file, "0123", BYTES).status(201).data("etag").textValue();
    assertThat(user.get(file).status(200).body()).isEqualTo("0123");
    assertThat(user.header("Range", "bytes=1-2").get(file).status(206).body()).isEqualTo("12");
    user.header("Range", "bytes=9-").get(file).problem(416, "RANGE_NOT_SATISFIABLE");
    user.header("If-Match", "\"other\"").send("POST", file, "x", BYTES).status(412);
    user.header("If-Match", tag).send("POST", file, "xy", BYTES).status(200);
    user.header("If-Match", tag).delete(file).problem(412, "PRECONDITION_FAILED");
    String directory = "/api/data/_managed/project_default/in";
    user.send("POST", directory, "x", BYTES).problem(409, "CONFLICT");
    user.delete(directory).problem(409, "CONFLICT");
    String above = "/api/data/_managed/project_default/.tempo-1";
    user.get(above).problem(422, "VALIDATION_ERROR");
    user.send("POST", above, "x", BYTES).problem(422, "VALIDATION_ERROR");
    user.delete(above).problem(422, "VALIDATION_ERROR");
    user.get("/api/data/_managed/project_default/files?path=..").problem(422, "VALIDATION_ERROR");
    user.header("If-Match", tag).delete(files(user) + "/in/a.txt").status(412);
    assertThat(user.get(file).body()).isEqualTo("xy");
  }

  @Test
  void directory_isDownloadedAsAnArchive() throws IOException {
    ApiClient user = server.as("olga", Role.OPERATOR);
    String files = files(user);
    put(user, files + "/out/a.txt", "a").status(201);
    put(user, files + "/out/deep/b.txt", "b").status(201);
    put(user, files + "/c.txt", "c").status(201);
    String path = files.substring(0, files.length() - "/files".length());
    assertThat(user.get(path).status(200).data("isDefault").booleanValue()).isTrue();
    user.get(path + "/archive").status(200);
    assertThat(entries(user.download(path + "/archive?path=out")))
        .containsOnlyKeys("a.txt", "deep/b.txt")
        .containsEntry("a.txt", "a")
        .containsEntry("deep/b.txt", "b");
    user.get(path + "/archive?path=..").problem(422, "VALIDATION_ERROR");
    user.get(path + "/archive?path=nowhere").problem(404, "NOT_FOUND");
  }

  private static Map<String, String> entries(byte[] archive) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          found.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return found;
  }

  @Test
  void backup_givesTheSameBytesBack_andThirtyAreKept() throws IOException {
    ApiClient user = server.as("karla", Role.OPERATOR);
    String path = "/api/projects/" + first(user).path("id").textValue();
    put(user, path + "/files/a/b.bin?group=lab", "before").status(201);
    Path file = directory.resolve("projects/lab/karla/project_default/a/b.bin");
    FileTime changed = FileTime.from(Instant.parse("2024-02-03T04:05:06Z"));
    Files.setLastModifiedTime(file, changed);
    put(user, path + "/files/c.txt", "c").status(201);
    JsonNode first = user.post(path + "/backups").status(201).data();
    assertThat(first.path("name").textValue())
        .matches("user_karla_project_project_default_\\d{8}T\\d{6}Z\\.zip");
    put(user, path + "/files/a/b.bin?group=lab", "after").status(200);
    put(user, path + "/files/new.txt", "new").status(201);
    String restore = path + "/backups/" + first.path("id").textValue() + "/restore";
    assertThat(user.post(restore).status(200).data("restored").intValue()).isEqualTo(2);
    assertThat(user.get(path + "/files/a/b.bin?group=lab").body()).isEqualTo("before");
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(changed);
    user.get(path + "/files/new.txt").problem(404, "NOT_FOUND");
    assertThat(user.get(path + "/backups").data("backups")).hasSize(2);
    for (int i = 2; i < 30; i++) {
      user.post(path + "/backups").status(201);
    }
    assertThat(user.get(path + "/backups").data("backups")).hasSize(30);
    user.post(path + "/backups").status(201);
    String last = path + "/backups/" + user.post(path + "/backups").data("id").textValue();
    server.as("karin", Role.OPERATOR).delete(last).problem(404, "NOT_FOUND");
    server.admin().delete(last).problem(403, "UNAUTHORIZED");
    user.delete(last).status(204);
    user.delete(last).problem(404, "NOT_FOUND");
    user.post(path + "/backups").status(201);
    JsonNode left = user.get(path + "/backups").data("backups");
    assertThat(left).hasSize(30);
    assertThat(left.findValues("id")).doesNotContain(first.path("id"));
    user.post(restore).problem(404, "NOT_FOUND");
    try (Stream<Path> all = Files.list(directory.resolve("projects/_managed/karla"))) {
      assertThat(all).hasSize(1);
    }
  }

  @Test
  void quota_warnsAndThenRefuses() {
    ApiClient user = server.as("lena", Role.OPERATOR);
    server.admin().put("/api/settings", "{'projectQuotaMb':1}").status(200);
    try {
      String files = files(user);
      JsonNode usage = put(user, files + "/a", "x".repeat(1_000_000)).status(201).data("usage");
      assertThat(usage.path("isNearlyFull").booleanValue()).isTrue();
      put(user, files + "/b", "x".repeat(100_000)).problem(409, "LIMIT_REACHED");
      user.get(files + "/b").problem(404, "NOT_FOUND");
      put(user, files + "/a", "x".repeat(1_000_100)).status(200);
    } finally {
      server.admin().put("/api/settings", "{'projectQuotaMb':1024}").status(200);
    }
  }

  @Test
  void account_takesItsFilesAlong_andKeepsItsDirectoryWhenRenamed() {
    ApiClient user = server.as("maria", Role.OPERATOR);
    put(user, files(user) + "/a.txt", "a").status(201);
    String id = user.get("/api/auth/me").data("id").textValue();
    server.admin().put("/api/users/" + id, "{'username':'marie'}").status(200);
    assertThat(server.admin().get("/api/users/" + id + "/projects").status(200).data("projects"))
        .hasSize(1);
    Path home = directory.resolve("projects/_managed/maria");
    assertThat(home.resolve("project_default/a.txt")).exists();
    server.admin().delete("/api/users/" + id).status(200);
    assertThat(home).doesNotExist();
    server.admin().get("/api/users/" + id + "/projects").problem(404, "NOT_FOUND");
  }
}
