package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.server.openapi.Answers;
import dev.tempo.server.security.authorization.Role;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransferTest extends ServerTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path otherDirectory;

  @Test
  void archive_importedElsewhere_isTheSameArchiveByteForByte() throws Exception {
    fill();
    byte[] archive = export("");
    assertThat(export("")).isEqualTo(archive);
    assertThat(new String(join(archive), StandardCharsets.UTF_8)).doesNotContain("t0p-s3cret");
    try (TestServer other = TestServer.startSetUp(otherDirectory)) {
      ApiClient there = other.admin();
      JsonNode report = imported(other, there, archive, "");
      assertThat(report.path("counts").path("created").intValue()).isEqualTo(2);
      assertThat(report.path("folders").path("created").intValue()).isEqualTo(3);
      assertThat(report.path("jobs").findValues("missingSecrets").toString()).contains("TOKEN");
      assertThat(export(other, there, "")).isEqualTo(archive);
      assertThat(there.get("/api/jobs/ops:night:whole/versions/1").data("content").textValue())
          .isEqualTo("echo 1");
      assertThat(there.get("/api/jobs/whole").data("scriptVersion").intValue()).isEqualTo(2);
      assertThat(there.get("/api/jobs/whole/docs?lang=es").data("markdown").textValue())
          .isEqualTo("# Hola");
      assertThat(there.get("/api/jobs/whole").data("expect"))
          .isEqualTo(admin.get("/api/jobs/whole").data("expect"));
      assertThat(there.get("/api/jobs/whole").data("nextRunAt").isNull()).isFalse();
      assertThat(there.post("/api/jobs/plain/run").status()).isEqualTo(202);
    }
  }

  @Test
  void import_ofWhatIsHere_skipsRenamesOrReplaces() throws Exception {
    fill();
    byte[] archive = export("");
    admin
        .put("/api/jobs/whole", "{'timeoutSeconds':7,'task':{'content':'echo other'}}")
        .status(200);

    JsonNode skipped = imported(server, admin, archive, "");
    assertThat(skipped.path("counts").path("skipped").intValue()).isEqualTo(2);
    assertThat(skipped.path("folders").path("existing").intValue()).isEqualTo(3);
    assertThat(admin.get("/api/jobs/whole").data("timeoutSeconds").intValue()).isEqualTo(7);

    JsonNode renamed = imported(server, admin, archive, "?conflict=rename");
    assertThat(renamed.path("counts").path("renamed").intValue()).isEqualTo(2);
    JsonNode copy = admin.get("/api/jobs/whole-2").status(200).data();
    assertThat(copy.path("name").textValue()).isEqualTo("Whole (2)");
    assertThat(copy.path("timeoutSeconds").intValue()).isEqualTo(60);

    JsonNode replaced = imported(server, admin, archive, "?conflict=replace");
    assertThat(replaced.path("counts").path("replaced").intValue()).isEqualTo(2);
    JsonNode whole = admin.get("/api/jobs/whole").status(200).data();
    assertThat(whole.path("timeoutSeconds").intValue()).isEqualTo(60);
    assertThat(whole.path("expect").path("startWithinSeconds").intValue()).isEqualTo(600);
    assertThat(whole.path("task").path("content").textValue()).isEqualTo("echo 2");
    assertThat(whole.path("scriptVersion").intValue()).isEqualTo(4);
    assertThat(whole.path("environmentVariables").path("TOKEN").isNull()).isTrue();
    assertThat(whole.path("secretVariables").toString()).isEqualTo("[\"TOKEN\"]");
    admin.post("/api/import?conflict=maybe", "{}").problem(422, "VALIDATION_ERROR");
  }

  @Test
  void importedChain_followsItsOwnCopies_whateverTheOrder() throws Exception {
    String zeta = admin.post("/api/jobs", "{'name':'Zeta'}").status(201).data("id").textValue();
    String follows = "'triggers':[{'type':'job','afterJobs':['" + zeta + "'],'on':'always'}]";
    admin.post("/api/jobs", "{'name':'Alpha'," + follows + "}").status(201);
    byte[] archive = export("");

    imported(server, admin, archive, "?conflict=rename");
    String copy = admin.get("/api/jobs/zeta-2").status(200).data("id").textValue();
    assertThat(followed(admin, "alpha-2")).isEqualTo("[\"" + copy + "\"]").doesNotContain(zeta);
    imported(server, admin, archive, "?conflict=replace");
    assertThat(followed(admin, "alpha")).contains(zeta);
    byte[] alone = export("?jobs=alpha");
    try (TestServer other = TestServer.startSetUp(otherDirectory)) {
      ApiClient there = other.admin();
      imported(other, there, alone, "");
      assertThat(there.get("/api/jobs/alpha").data("triggers")).as("nothing to follow").isEmpty();
      imported(other, there, archive, "?conflict=replace");
      assertThat(followed(there, "alpha")).contains(zeta);
    }
  }

  @Test
  void chainOfAnOlderArchive_followsItsOwnCopies() throws Exception {
    String last = admin.post("/api/jobs", "{'name':'Older'}").status(201).data("id").textValue();
    String follows = "'triggers':[{'type':'job','afterJobs':['" + last + "'],'on':'failure'}]";
    admin.post("/api/jobs", "{'name':'Oldest'," + follows + "}").status(201);
    Map<String, byte[]> entries = entries(export("?jobs=older,oldest"));
    entries.replaceAll(
        (name, content) ->
            name.endsWith(".json")
                ? asOfOld(new String(content, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8)
                : content);
    byte[] archive = zip(entries);
    assertThat(new String(join(archive), StandardCharsets.UTF_8))
        .contains("\"condition\":\"ON_FAILURE\"")
        .doesNotContain("afterJobs");
    imported(server, admin, archive, "?conflict=rename");
    String copy = admin.get("/api/jobs/older-2").status(200).data("id").textValue();
    assertThat(followed(admin, "oldest-2")).isEqualTo("[\"" + copy + "\"]");
    JsonNode trigger = admin.get("/api/jobs/oldest-2").data("triggers").path(0);
    assertThat(trigger.path("on").textValue()).isEqualTo("failure");
  }

  /** With the names of fields that triggers had before. */
  private static String asOfOld(String document) {
    return document
        .replace("\"afterJobs\"", "\"jobs\"")
        .replaceAll(
            "\"on\" ?: ?\"failure\" ?, ?\\s*\"all\" ?: ?true", "\"condition\":\"ON_FAILURE\"");
  }

  private static String followed(ApiClient client, String job) {
    return client
        .get("/api/jobs/" + job)
        .status(200)
        .data("triggers")
        .path(0)
        .path("afterJobs")
        .toString();
  }

  @Test
  void export_ofAFolderOrSomeJobs_holdsNoMore() throws Exception {
    fill();
    assertThat(entries(export("?folder=ops")).keySet().toString())
        .contains("whole.")
        .doesNotContain("plain.");
    assertThat(entries(export("?jobs=plain")).keySet().toString())
        .contains("plain.")
        .doesNotContain("whole.");
    admin.get("/api/export?jobs=nobody").problem(404, "NOT_FOUND");
    admin.get("/api/export?folder=nowhere").invalid("folder");
  }

  @Test
  void export_holdsOnlyWhatTheCallerMaySee() throws Exception {
    fill();
    admin.post("/api/jobs", "{'name':'Hidden','requiredLevel':'admin'}").status(201);
    ApiClient developer = server.as(Role.DEVELOPER);
    String names = entries(export(server, developer, "")).keySet().toString();
    assertThat(names).contains("plain.").doesNotContain("hidden.");
    server.as(Role.OPERATOR).get("/api/export").problem(403, "UNAUTHORIZED");
  }

  @Test
  void import_ofAJobAboveOnesLevel_changesNothing() throws Exception {
    admin.post("/api/jobs", "{'name':'Hidden','requiredLevel':'admin'}").status(201);
    byte[] archive = export("");
    admin.delete("/api/jobs/hidden").status(200);
    HttpResponse<byte[]> answer = post(server, server.as(Role.DEVELOPER), archive, "");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(admin.get("/api/jobs").data("total").intValue()).isZero();
  }

  @Test
  void import_ofWhatIsNoGoodArchive_isRefused() throws Exception {
    fill();
    Map<String, byte[]> good = entries(export(""));
    assertThat(status("no zip".getBytes(StandardCharsets.UTF_8))).isEqualTo(400);
    assertThat(status(new byte[0])).isEqualTo(400);
    assertThat(status(zip(Map.of("x", new byte[1])))).isEqualTo(400);
    byte[] withoutItsComment = zip(good);
    withoutItsComment[withoutItsComment.length - 2] = 1; // of which it says that it has one
    assertThat(status(withoutItsComment)).isEqualTo(400);
    assertThat(status(changed(good, "versions/1.txt", "other"))).isEqualTo(400);
    assertThat(status(changed(good, "versions.json", "[{}]"))).isEqualTo(400);
    assertThat(status(changed(good, "job.json", "{\"id\":\"no\"}"))).isEqualTo(400);
    assertThat(status(changed(good, "folders.json", "{\"a\":1}"))).isEqualTo(400);
    assertThat(status(changed(good, "tempo.json", "{\"format\":\"tempo-export\"}"))).isEqualTo(400);
    admin.send("POST", "/api/import", "x", "text/plain").problem(415, "UNSUPPORTED_MEDIA_TYPE");
    admin.post("/api/import").problem(400, "BAD_REQUEST");
  }

  @Test
  void import_ofABomb_isRefusedWhileItUnpacks() throws Exception {
    Map<String, byte[]> bomb = new LinkedHashMap<>();
    bomb.put("tempo.json", new byte[100 << 20]);
    byte[] packed = zip(bomb);
    assertThat(packed.length).isLessThan(1 << 20);
    assertThat(status(packed)).isEqualTo(413);
  }

  @Test
  void entries_thatClimbOut_leadNowhere() throws Exception {
    fill();
    Map<String, byte[]> evil = new LinkedHashMap<>(entries(export("")));
    evil.put("../../evil.txt", new byte[] {1});
    evil.put("/etc/evil.txt", new byte[] {1});
    assertThat(status(zip(evil))).isEqualTo(200);
    assertThat(directory.resolveSibling("evil.txt")).doesNotExist();
    assertThat(Path.of("/etc/evil.txt")).doesNotExist();
  }

  @Test
  void import_thatFailsHalfWay_leavesNothing_andOneThatIsRefusedNoFolders() throws Exception {
    fill();
    admin
        .post("/api/jobs", "{'name':'Zeta','task':{'kind':'python','content':'print(1)'}}")
        .status(201);
    Map<String, byte[]> good = entries(export(""));
    byte[] broken = changed(good, "/job.json", "zeta.", "print(1)", "print(");
    try (TestServer other = TestServer.startSetUp(otherDirectory)) {
      ApiClient there = other.admin();
      there.post("/api/jobs", "{'name':'Plain','description':'theirs'}").status(201);
      HttpResponse<byte[]> answer = post(other, there, broken, "?conflict=replace");
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .contains("nothing was imported");
      assertThat(there.get("/api/jobs").data("jobs").findValuesAsText("name"))
          .containsExactly("Plain");
      assertThat(there.get("/api/jobs/plain").data("description").textValue()).isEqualTo("theirs");
      assertThat(there.get("/api/folders").data("folders")).isEmpty();

      byte[] refused = changed(good, "versions/1.txt", "other");
      assertThat(post(other, there, refused, "").statusCode()).isEqualTo(400);
      assertThat(there.get("/api/folders").data("folders")).isEmpty();
      assertThat(imported(other, there, zip(good), "").path("counts").path("created").intValue())
          .isEqualTo(2);
    }
  }

  @Test
  void import_ofADamagedArchive_isRefused() throws Exception {
    fill();
    byte[] archive = export("");
    int found = 0;
    for (ZipEntry entry : stored(archive)) {
      byte[] damaged = withOtherCrc(archive, entry);
      if (damaged != null) {
        found++;
        assertThat(status(damaged)).as(entry.getName()).isEqualTo(400);
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void import_ofADeletedJobsId_doesNotMakeOneOwnerOfItsRuns() throws Exception {
    ApiClient victim = server.as("victim", Role.DEVELOPER);
    String job = victim.post("/api/jobs", "{'name':'Secret'}").status(201).data("id").textValue();
    String run = ended(victim, "secret");
    byte[] archive = export("?jobs=secret");
    victim.delete("/api/jobs/secret").status(200);

    ApiClient attacker = server.as("attacker", Role.DEVELOPER);
    JsonNode mine = imported(server, attacker, archive, "").path("jobs").path(0);
    assertThat(mine.path("action").textValue()).isEqualTo("created");
    assertThat(mine.path("id").textValue()).isNotEqualTo(job);
    attacker.get("/api/runs/" + run).problem(404, "NOT_FOUND");
    attacker.get("/api/runs/" + run + "/logs").problem(404, "NOT_FOUND");
    assertThat(post(server, attacker, archive, "?keepIds=true").statusCode()).isEqualTo(403);

    attacker.delete("/api/jobs/secret").status(200);
    JsonNode chosen = imported(server, admin, archive, "?keepIds=true").path("jobs").path(0);
    assertThat(chosen.path("id").textValue()).isEqualTo(job);
  }

  @Test
  void import_namesNothingThatIsHidden() throws Exception {
    admin.post("/api/jobs", "{'name':'Plain'}").status(201);
    byte[] archive = export("");
    String id = admin.get("/api/jobs/plain").data("id").textValue();
    admin.put("/api/jobs/plain", "{'name':'Merger','requiredLevel':'admin'}").status(200);
    ApiClient developer = server.as(Role.DEVELOPER);
    for (String conflict : List.of("skip", "rename", "replace")) {
      JsonNode report = imported(server, developer, archive, "?conflict=" + conflict);
      assertThat(report.toString()).doesNotContain("Merger").doesNotContain(id);
    }
    assertThat(admin.get("/api/jobs/" + id).data("name").textValue()).isEqualTo("Merger");
  }

  @Test
  void import_ofSmallArchivesThatUnpackToMuch_isRefusedInBoundedMemory() throws Exception {
    fill();
    Map<String, byte[]> bomb = new LinkedHashMap<>(entries(export("")));
    String directory =
        bomb.keySet().stream()
            .filter(name -> name.endsWith("/versions.json") && name.contains("whole"))
            .findFirst()
            .orElseThrow()
            .replace("/versions.json", "/docs/");
    for (char letter = 'a'; letter <= 'z'; letter++) {
      bomb.put(directory + "x" + letter + ".md", new byte[7 << 20]);
    }
    byte[] packed = zip(bomb);
    assertThat(packed.length).isLessThan(512 << 10);
    assertThat(status(packed)).isEqualTo(413);
    admin.get("/api/health").status(200);
  }

  @Test
  void export_ofWhatPacksVeryWell_canBeImported() throws Exception {
    String script = "'task':{'kind':'shell','content':'#%d %s'}";
    String text = "x".repeat(999_000);
    admin.post("/api/jobs", "{'name':'Well',%s}".formatted(script.formatted(0, text))).status(201);
    ApiClient quick = admin.unchecked();
    for (int i = 1; i < 30; i++) {
      quick.put("/api/jobs/well", "{" + script.formatted(i, text) + "}").status(200);
    }
    byte[] archive = export("");
    try (TestServer other = TestServer.startSetUp(otherDirectory)) {
      ApiClient there = other.admin();
      imported(other, there, archive, "");
      assertThat(there.get("/api/jobs/well").data("scriptVersion").intValue()).isEqualTo(30);
      assertThat(export(other, there, "").length).isGreaterThan(0);
    }
  }

  private static List<ZipEntry> stored(byte[] archive) throws IOException {
    List<ZipEntry> entries = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        zip.readAllBytes();
        entries.add(entry);
      }
    }
    return entries;
  }

  /** With another sum in the directory at the end, where it is looked up. */
  private static byte[] withOtherCrc(byte[] archive, ZipEntry entry) {
    byte[] name = entry.getName().getBytes(StandardCharsets.UTF_8);
    for (int at = archive.length - 46 - name.length; at >= 0; at--) {
      boolean header =
          archive[at] == 'P'
              && archive[at + 1] == 'K'
              && archive[at + 2] == 1
              && archive[at + 3] == 2;
      if (header && Arrays.equals(archive, at + 46, at + 46 + name.length, name, 0, name.length)) {
        byte[] damaged = archive.clone();
        damaged[at + 16] ^= 1;
        return damaged;
      }
    }
    return null;
  }

  private static byte[] changed(
      Map<String, byte[]> good, String end, String within, String old, String other)
      throws IOException {
    String name =
        good.keySet().stream()
            .filter(n -> n.endsWith(end) && n.contains(within))
            .findFirst()
            .orElseThrow();
    Map<String, byte[]> changed = new LinkedHashMap<>(good);
    String text = new String(good.get(name), StandardCharsets.UTF_8);
    assertThat(text).contains(old);
    changed.put(name, text.replace(old, other).getBytes(StandardCharsets.UTF_8));
    return zip(changed);
  }

  private void fill() {
    String ops = folder("Ops", "null");
    String night = folder("Night", "'" + ops + "'");
    folder("Empty", "null");
    admin.post("/api/jobs", "{'name':'Plain'}").status(201);
    String body =
        """
        {'name':'Whole','folderId':'%s','displayName':{'es':'Entero'},'tags':['a'],
         'description':'All','category':'sums','requiredLevel':'operator','timezone':'Europe/Paris',
         'task':{'kind':'shell','content':'echo 1'},
         'environmentVariables':{'PLAIN':'shown','TOKEN':'t0p-s3cret'},'secretVariables':['TOKEN'],
         'parameters':[{'name':'key','type':'secret','default':'t0p-s3cret'},
           {'name':'rows','type':'int','default':5,'min':1,'max':9}],
         'triggers':[{'type':'cron','expression':'0 3 * * MON','jitterSeconds':7},
           {'type':'interval','everySeconds':90,'startAt':'2026-01-01T00:00:00Z'},
           {'type':'calendar','weekdays':[1,5],'hours':[8],'enabled':false}],
         'expect':{'startWithinSeconds':600,'successWithinSeconds':3600},
         'timeoutSeconds':60,'retry':{'count':3,'delaySeconds':1},'notify':{'on':'always'}}
        """
            .formatted(night);
    admin.post("/api/jobs", body).status(201);
    admin.put("/api/jobs/whole?message=two", "{'task':{'content':'echo 2'}}").status(200);
    admin.put("/api/jobs/whole/docs?lang=es", "{'markdown':'# Hola'}").status(200);
  }

  private String folder(String name, String parent) {
    return admin
        .post("/api/folders", "{'name':'" + name + "','parentId':" + parent + "}")
        .status(201)
        .data("id")
        .textValue();
  }

  private byte[] export(String query) throws Exception {
    return export(server, admin, query);
  }

  private static byte[] export(TestServer from, ApiClient as, String query) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(from.url() + "/api/export" + query));
    as.headers().forEach(request::header);
    HttpResponse<byte[]> answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
    Answers.check(answer, null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
    return answer.body();
  }

  private static JsonNode imported(TestServer to, ApiClient as, byte[] archive, String query)
      throws Exception {
    HttpResponse<byte[]> answer = post(to, as, archive, query);
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).path("data");
  }

  private int status(byte[] archive) throws Exception {
    return post(server, admin, archive, "").statusCode();
  }

  private static HttpResponse<byte[]> post(
      TestServer to, ApiClient as, byte[] archive, String query) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(to.url() + "/api/import" + query))
            .header("Content-Type", "application/zip")
            .POST(BodyPublishers.ofByteArray(archive));
    as.headers().forEach(request::header);
    HttpResponse<byte[]> answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
    Answers.check(answer, null);
    return answer;
  }

  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] join(byte[] archive) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] content : entries(archive).values()) {
      all.write(content);
    }
    return all.toByteArray();
  }

  private static byte[] changed(Map<String, byte[]> good, String end, String content)
      throws IOException {
    Map<String, byte[]> changed = new LinkedHashMap<>(good);
    String name = good.keySet().stream().filter(n -> n.endsWith(end)).findFirst().orElseThrow();
    changed.put(name, content.getBytes(StandardCharsets.UTF_8));
    return zip(changed);
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
