package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.openapi.Answers;
import dev.tempo.server.security.authorization.Role;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups that are made of archives, and archives that are made of groups. */
final class GroupTransferTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;
  private static TestServer server;
  private static ApiClient admin;
  private static ScriptGroups groups;

  @BeforeAll
  static void start() throws IOException {
    Path broken = directory.resolve("script_groups/.import-1");
    for (String file : List.of("old/back/a.sh", "old/back/a.py", "new/a.sh")) {
      Files.createDirectories(broken.resolve(file).getParent());
      Files.writeString(broken.resolve(file), file.startsWith("old") ? "# former\n" : "");
    }
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    groups = new ScriptGroups(directory, admin);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static byte[] zip(String... namesAndTexts) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        for (int i = 0; i < namesAndTexts.length; i += 2) {
          zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
          zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
          zip.closeEntry();
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<byte[]> send(ApiClient client, HttpRequest.Builder request) {
    try {
      client.headers().forEach(request::header);
      HttpResponse<byte[]> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Answers.check(answer, null);
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode load(ApiClient client, String query, byte[] body, int status) {
    HttpResponse<byte[]> answer =
        send(
            client,
            HttpRequest.newBuilder(URI.create(server.url() + "/api/groups/import" + query))
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(text).isEqualTo(status);
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> entries(byte[] zip) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  private static List<String> left() throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("script_groups"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    }
  }

  @Test
  void archive_becomesAGroup_isReplacedWhole_andComesBackAsItWas() throws IOException {
    byte[] archive =
        zip(
            "lab/metadata.json",
            "{\"name\": \"Lab\"}",
            "lab/heat.sh",
            "echo warm\n",
            "lab/old.sh",
            "echo old\n",
            "lab/helper/data.txt",
            "data",
            "lab/.git/config",
            "hidden",
            "lab/__pycache__/x.pyc",
            "litter",
            "__MACOSX/lab/._heat.sh",
            "litter");
    JsonNode made = load(admin, "", archive, 200).path("data");
    assertThat(made.path("id").textValue()).isEqualTo("lab");
    assertThat(made.path("files").intValue()).isEqualTo(4);
    assertThat(made.path("added")).hasSize(2);
    assertThat(groups.output("@lab:heat")).isEqualTo("warm");
    assertThat(groups.path("lab/helper/data.txt")).hasContent("data");
    assertThat(groups.path("lab/.git")).doesNotExist();
    String id = admin.get("/api/jobs/@lab:heat").data("id").textValue();
    admin.put("/api/jobs/@lab:heat/metadata", "{'category':'kept'}").status(200);

    load(admin, "", archive, 409);
    byte[] next = zip("heat.sh", "echo hot\n", "scripts/script_metadata.json", "{}");
    load(admin, "", next, 422); // it has no name
    load(admin, "?id=no%20name", next, 422);
    load(admin, "?id=_managed", next, 422);
    load(admin, "?id=lab", next, 409);
    JsonNode replaced = load(admin, "?id=lab&replace=true", next, 200).path("data");
    assertThat(replaced.path("changed").path(0).textValue()).isEqualTo("heat.sh");
    assertThat(replaced.path("removed").path(0).textValue()).isEqualTo("old.sh");
    assertThat(groups.output("@lab:heat")).isEqualTo("hot");
    JsonNode job = admin.get("/api/jobs/@lab:heat").data();
    assertThat(job.path("id").textValue()).isEqualTo(id);
    assertThat(job.path("category").textValue()).isEqualTo("kept");
    assertThat(groups.path("lab/metadata.json")).doesNotExist();
    assertThat(left()).isEmpty();

    groups.write("lab/.secret", "hidden");
    Files.createSymbolicLink(groups.path("lab/link.sh"), Path.of("/etc/passwd"));
    HttpResponse<byte[]> exported =
        send(admin, HttpRequest.newBuilder(URI.create(server.url() + "/api/groups/lab/export")));
    assertThat(exported.statusCode()).isEqualTo(200);
    assertThat(exported.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("lab.zip");
    assertThat(entries(exported.body()))
        .containsExactly("lab/heat.sh", "lab/scripts/script_metadata.json");
    JsonNode again = load(admin, "?id=lab-2", exported.body(), 200).path("data");
    assertThat(again.path("id").textValue()).isEqualTo("lab-2");
    assertThat(groups.output("@lab-2:heat")).isEqualTo("hot");
    assertThat(admin.get("/api/admin/audit").data().toString()).contains("lab-2: 2");
  }

  @Test
  void archiveThatIsHostile_isRefused_andNothingOfItIsLeft() throws IOException {
    for (String name :
        List.of(
            "../out.sh",
            "lab/../../out.sh",
            "/etc/out.sh",
            "lab//out.sh",
            "lab\\..\\out.sh",
            "lab/./out.sh",
            "lab/a\u0001.sh",
            "x/" + "d/".repeat(20) + "deep.sh",
            "lab/" + "n".repeat(200) + ".sh",
            "lab/" + "\u6e29".repeat(90) + ".sh")) {
      JsonNode refused = load(admin, "?id=hostile", zip(name, "echo x\n"), 400);
      assertThat(refused.path("detail").textValue()).as(name).startsWith("The archive");
    }
    load(admin, "?id=hostile", zip("a.sh", "1", "a.sh/b.sh", "2"), 400);
    load(admin, "?id=hostile", zip(), 400);
    load(admin, "?id=hostile", "no zip".getBytes(StandardCharsets.UTF_8), 400);
    load(admin, "?id=hostile", zip(".hidden", "x"), 400);
    load(admin, "?id=hostile", linked(zip("a.sh", "/etc/passwd")), 400);
    load(admin, "?id=hostile", zip("big.txt", "0".repeat(40 << 20)), 413);
    byte[] whole = zip("a.sh", "echo " + "x".repeat(5_000));
    byte[] damaged = whole.clone();
    damaged[40] ^= 0x55;
    load(admin, "?id=hostile", damaged, 400);
    byte[] withoutItsComment = whole.clone();
    withoutItsComment[whole.length - 2] = 1; // of which it says that it has one
    load(admin, "?id=hostile", withoutItsComment, 400);
    String[] many = new String[2 * 5_001];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "f" + i + ".txt";
      many[i + 1] = "";
    }
    load(admin, "?id=hostile", zip(many), 413);
    assertThat(groups.path("hostile")).doesNotExist();
    assertThat(directory.resolve("out.sh")).doesNotExist();
    assertThat(left()).isEmpty();
  }

  /** As {@code zip --symlinks} writes it. */
  private static byte[] linked(byte[] zip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < zip.length; at++) {
      if (bytes.getInt(at) == 0x02014b50) {
        bytes.put(at + 5, (byte) 3);
        bytes.putInt(at + 38, 0xA1FF << 16);
      }
    }
    return zip;
  }

  @Test
  void whoMaySeeAll_may_andNobodyElse() throws IOException {
    groups.write("mixed/plain.sh", "echo plain\n");
    groups.write("mixed/high.sh", "# ScriptsManager Metadata:\n# @required_level: admin\n");
    groups.await("@mixed:plain");
    groups.await("@mixed:high", job -> job.path("requiredLevel").asText().equals("admin"));
    ApiClient developer = server.as(Role.DEVELOPER);
    developer.get("/api/groups/mixed/export").problem(403, "UNAUTHORIZED");
    load(developer, "?id=mixed&replace=true", zip("plain.sh", "echo other\n"), 403);
    load(server.as(Role.OPERATOR), "?id=operators", zip("a.sh", "echo a\n"), 403);
    load(developer, "?id=developers", zip("a.sh", "echo a\n"), 200);
    groups.write("higher/plain.sh", "echo it\n");
    groups.await("@higher:plain");
    admin.put("/api/groups/higher/level", "{'requiredLevel':'admin'}").status(200);
    load(developer, "?id=higher&replace=true", zip("plain.sh", "echo mine\n"), 404);
    Files.move(groups.path("higher"), directory.resolve("away"));
    admin.get("/api/groups/higher/export").problem(409, "CONFLICT");
    Files.createDirectories(directory.resolve("elsewhere"));
    Files.createSymbolicLink(groups.path("linked"), directory.resolve("elsewhere"));
    load(admin, "?id=linked", zip("a.sh", "echo a\n"), 409);
    developer.get("/api/groups/none/export").problem(404, "NOT_FOUND");
  }

  @Test
  void groupWhoseDirectoryIsAway_keepsItsLevels_andComesBackForThoseWhoMaySeeAll()
      throws IOException {
    groups.write("ops/plain.sh", "echo plain\n");
    groups.write("ops/high.sh", "# ScriptsManager Metadata:\n# @required_level: admin\n");
    groups.write("vault/metadata.json", "{\"required_level\": \"admin\"}");
    groups.write("vault/a.sh", "echo a\n");
    groups.await("@ops:plain");
    groups.await("@ops:high", job -> job.path("requiredLevel").asText().equals("admin"));
    groups.await("@vault:a", job -> job.path("requiredLevel").asText().equals("admin"));
    for (String group : List.of("ops", "vault")) {
      Files.move(groups.path(group), directory.resolve("away-" + group));
      admin.post("/api/groups/" + group + "/refresh").status(200);
    }
    groups.awaitMissing("@ops:high");
    groups.awaitMissing("@vault:a");
    ApiClient developer = server.as(Role.DEVELOPER);
    byte[] other = zip("high.sh", "echo other\n");
    load(developer, "?id=ops", other, 403);
    load(developer, "?id=ops&replace=true", other, 403);
    load(developer, "?id=vault", zip("a.sh", "echo other\n"), 404);
    assertThat(groups.path("ops")).doesNotExist();
    assertThat(groups.path("vault")).doesNotExist();
    load(admin, "?id=ops", zip("high.sh", "echo back\n"), 200);
    assertThat(groups.output("@ops:high")).isEqualTo("back");
    assertThat(left()).isEmpty();
  }

  @Test
  void groupThatAnEarlierProcessMovedAway_isThereAgain() throws IOException {
    groups.await("@back:a");
    groups.await("@back:a-2");
    assertThat(groups.path("back/a.sh")).hasContent("# former");
    assertThat(left()).isEmpty();
    JsonNode warnings = admin.get("/api/groups/back").status(200).data("warnings");
    assertThat(warnings.findValuesAsText("file")).containsExactly("a.py", "a.sh");
    assertThat(warnings.findValuesAsText("field")).containsOnly("descriptionLong");
  }
}
