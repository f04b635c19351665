package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.naming.SafeNames;
import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FoldersTest extends ServerTest {

  @Test
  void create_nested_givesPathsAndUniqueSafeNames() {
    String ops = folder("Ops & Co", null);
    JsonNode nightly =
        admin
            .post("/api/folders", "{'name':'Nightly','parentId':'" + ops + "'}")
            .status(201)
            .data();
    assertThat(nightly.path("path").textValue()).isEqualTo("ops-co:nightly");
    assertThat(nightly.path("names").toString()).isEqualTo("[\"Ops & Co\",\"Nightly\"]");
    JsonNode within = job("Within", nightly.path("id").textValue());
    assertThat(within.path("folderNames")).isEqualTo(nightly.path("names"));
    assertThat(names("?q=Co%20Nig")).isEmpty();
    assertThat(names("?q=s%20%26%20C")).containsExactly("Within");
    admin.delete("/api/jobs/within").status(200);
    admin.post("/api/folders", "{'name':'ops & co'}").problem(409, "CONFLICT");
    JsonNode similar = admin.post("/api/folders", "{'name':'Ops Co'}").status(201).data();
    assertThat(similar.path("safeName").textValue()).isEqualTo("ops-co-2");
    admin.post("/api/folders", "{'name':' '}").invalid("name");
    admin.post("/api/folders", "{}").invalid("name");
    admin.post("/api/folders", "{'name':'x','parentId':'" + uuid() + "'}").invalid("parentId");
    assertThat(admin.get("/api/folders").status(200).data("folders").findValuesAsText("path"))
        .containsExactly("ops-co", "ops-co-2", "ops-co:nightly");
  }

  @Test
  void folders_lieAtMostSixDeep() {
    String parent = null;
    for (int i = 0; i < 6; i++) {
      parent = folder("d" + i, parent);
    }
    admin
        .post("/api/folders", "{'name':'deeper','parentId':'" + parent + "'}")
        .problem(409, "CONFLICT");
  }

  @Test
  void names_areUniqueWithinTheirFolderOnly() {
    String one = folder("One", null);
    String two = folder("Two", null);
    assertThat(job("Same", null).path("safeName").textValue()).isEqualTo("same");
    assertThat(job("Same", one).path("safeName").textValue()).isEqualTo("same");
    assertThat(job("Same", two).path("folderPath").textValue()).isEqualTo("two");
    admin.post("/api/jobs", "{'name':'same','folderId':'" + one + "'}").problem(409, "CONFLICT");
    assertThat(job("Same!", one).path("safeName").textValue()).isEqualTo("same-2");
    assertThat(job("One", null).path("safeName").textValue()).isEqualTo("one-2");
    admin.post("/api/jobs", "{'name':'x','folderId':'" + uuid() + "'}").invalid("folderId");
  }

  @Test
  void reference_isIdOrSafeNameOrPath_andAmbiguousOnesNameTheCandidates() {
    String one = folder("One", null);
    String sub = folder("Sub", one);
    JsonNode top = job("Same", null);
    JsonNode below = job("Same", sub);
    var ambiguous = admin.get("/api/jobs/same").problem(409, "CONFLICT");
    assertThat(ambiguous.json().path("candidates").toString())
        .isEqualTo("[\":same\",\"one:sub:same\"]");
    assertThat(admin.get("/api/jobs/:same").data("id")).isEqualTo(top.path("id"));
    assertThat(admin.get("/api/jobs/one:sub:same").data("id")).isEqualTo(below.path("id"));
    assertThat(admin.get("/api/scripts/one:sub:same").data("id")).isEqualTo(below.path("id"));
    assertThat(admin.get("/api/jobs/" + below.path("id").textValue()).data("id"))
        .isEqualTo(below.path("id"));
    admin.get("/api/jobs/one:same").problem(404, "NOT_FOUND");
  }

  @Test
  void renameAndMove_takeJobsAndTheirFilesAlong() throws IOException {
    String ops = folder("Ops", null);
    String sub = folder("Sub", ops);
    String body =
        "{'name':'Task','folderId':'"
            + sub
            + "','task':{'kind':'shell','content':'echo x > made'},"
            + "'triggers':[{'type':'interval','everySeconds':86400}]}";
    JsonNode made = admin.post("/api/jobs", body).status(201).data();
    String run = admin.post("/api/jobs/task/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, r -> r.path("status").textValue().equals("success"));
    Path scripts = directory.resolve("scripts");
    assertThat(scripts.resolve("ops/sub/task/task.sh")).content().isEqualTo("echo x > made");

    admin.put("/api/folders/" + sub, "{'name':'Other','parentId':null}").status(200);
    JsonNode moved = admin.get("/api/jobs/other:task").status(200).data();
    assertThat(moved.path("id")).isEqualTo(made.path("id"));
    assertThat(moved.path("nextRunAt")).isEqualTo(made.path("nextRunAt"));
    assertThat(moved.path("folderId").textValue()).isEqualTo(sub);
    assertThat(scripts.resolve("other/task/task.sh")).exists();
    assertThat(scripts.resolve("other/task/made")).exists();
    assertThat(scripts.resolve("ops")).doesNotExist();

    admin.put("/api/jobs/task", "{'folderId':'" + ops + "'}").status(200);
    assertThat(admin.get("/api/jobs/ops:task").data("folderPath").textValue()).isEqualTo("ops");
    assertThat(scripts.resolve("ops/task/made")).exists();
    admin.delete("/api/jobs/task").status(200);
    assertThat(scripts.resolve("ops")).doesNotExist();
    assertThat(Files.list(scripts).toList()).isEmpty();
    assertThat(admin.get("/api/runs/" + run).status(200).data("jobName").textValue())
        .isEqualTo("Task");
  }

  @Test
  void move_intoItself_is409() {
    String top = folder("Top", null);
    String low = folder("Low", folder("Middle", top));
    admin.put("/api/folders/" + top, "{'parentId':'" + low + "'}").problem(409, "CONFLICT");
    admin.put("/api/folders/" + top, "{'parentId':'" + top + "'}").problem(409, "CONFLICT");
  }

  @Test
  void delete_ofWhatIsNotEmpty_isRefusedUnlessItCascades() {
    String ops = folder("Ops", null);
    job("Inside", folder("Sub", ops));
    admin.delete("/api/folders/" + ops).problem(409, "CONFLICT");
    server
        .as(Role.DEVELOPER)
        .delete("/api/folders/" + ops + "?cascade=true")
        .problem(403, "UNAUTHORIZED");
    admin.get("/api/jobs/inside").status(200);
    admin.delete("/api/folders/" + ops + "?cascade=true").status(200);
    admin.get("/api/jobs/inside").problem(404, "NOT_FOUND");
    assertThat(admin.get("/api/folders").data("total").intValue()).isZero();
    admin.delete("/api/folders/" + ops).problem(404, "NOT_FOUND");
  }

  @Test
  void folderOfJobsAboveOnesLevel_isNotSeen() {
    String secret = folder("Secret", null);
    admin
        .post("/api/jobs", "{'name':'Hidden','requiredLevel':'admin','folderId':'" + secret + "'}")
        .status(201);
    ApiClient developer = server.as(Role.DEVELOPER);
    assertThat(developer.get("/api/folders").data("total").intValue()).isZero();
    developer.put("/api/folders/" + secret, "{'name':'Mine'}").problem(404, "NOT_FOUND");
    developer.post("/api/jobs", "{'name':'Hidden'}").status(201);
    assertThat(developer.get("/api/jobs/hidden").status(200).data("folderPath").textValue())
        .isEmpty();
  }

  @Test
  void list_filtersByFolder() {
    String ops = folder("Ops", null);
    String sub = folder("Sub", ops);
    job("Top", null);
    job("In ops", ops);
    job("In sub", sub);
    assertThat(names("?folder=root")).containsExactly("Top");
    assertThat(names("?folder=" + ops)).containsExactly("In ops");
    assertThat(names("?folder=ops:sub")).containsExactly("In sub");
    assertThat(names("?folder=ops&recursive=true&sort=name")).containsExactly("In ops", "In sub");
    admin.get("/api/jobs?folder=nowhere").invalid("folder");
  }

  @Test
  void list_isSortedByNamesOfFolders_andWhatAJobHasNothingOfComesLast() {
    job("Top", null);
    job("In z", folder("Zebra", null));
    job("In a", folder("\u00e4 Alpha", null)); // its safe name begins with another letter
    assertThat(names("?sort=folder")).containsExactly("In z", "In a", "Top");
    assertThat(names("?sort=-folder")).containsExactly("In a", "In z", "Top");
    ended(admin, "in-z");
    ended(admin, "top");
    assertThat(names("?sort=lastRun")).containsExactly("In z", "Top", "In a");
    assertThat(names("?sort=-lastRun")).containsExactly("Top", "In z", "In a");
    assertThat(names("?sort=lastStatus").getLast()).isEqualTo("In a");
    assertThat(names("?sort=-durationMs").getLast()).isEqualTo("In a");
    String yearly = "'triggers':[{'type':'cron','expression':'0 0 1 1 *'}]";
    admin.put("/api/jobs/in-a", "{" + yearly + "}").status(200);
    assertThat(names("?sort=nextRunAt").getFirst()).isEqualTo("In a");
    assertThat(names("?sort=-nextRunAt").getFirst()).isEqualTo("In a");
    admin.post("/api/jobs/top/disable").status(200);
    assertThat(names("?sort=enabled").getLast()).isEqualTo("Top");
    assertThat(names("?sort=owner")).hasSize(3);
    admin.get("/api/jobs?sort=colour").invalid("sort");
  }

  @Test
  void restart_keepsFolders_andLetsJobsFollowThatDidNot() {
    String ops = folder("Ops", null);
    job("Left", ops);
    // What a crash leaves between the folder and its jobs: the folder is renamed, the job is not.
    server
        .store()
        .database()
        .write(c -> c.createStatement().executeUpdate("UPDATE folder SET safe_name = 'renamed'"));
    server.close();
    server = TestServer.start(directory);
    admin = server.admin();
    assertThat(admin.get("/api/jobs/renamed:left").status(200).data("folderId").textValue())
        .isEqualTo(ops);
  }

  @Test
  void reservedNames_areAllPathsThatStandWhereAJobCould() {
    AccessTable.rows().keySet().stream()
        .map(route -> route.substring(route.indexOf(' ') + 1))
        .filter(path -> path.matches("/api/(jobs|scripts)/[^{/]+(/.*)?"))
        .map(path -> path.split("/")[3])
        .forEach(word -> assertThat(SafeNames.isReserved(word)).as(word).isTrue());
    assertThat(SafeNames.isReserved("search-tags")).isTrue();
    assertThat(job("Search tags", null).path("safeName").textValue()).isEqualTo("search-tags-2");
  }

  private String folder(String name, String parent) {
    String parentId = parent == null ? "null" : "'" + parent + "'";
    return admin
        .post("/api/folders", "{'name':'" + name + "','parentId':" + parentId + "}")
        .status(201)
        .data("id")
        .textValue();
  }

  private JsonNode job(String name, String folder) {
    String folderId = folder == null ? "null" : "'" + folder + "'";
    return admin
        .post("/api/jobs", "{'name':'" + name + "','folderId':" + folderId + "}")
        .status(201)
        .data();
  }

  private List<String> names(String query) {
    return admin.get("/api/jobs" + query).status(200).data("jobs").findValuesAsText("name");
  }

  private static String uuid() {
    return "01a1fd97-fd34-7682-948f-4fe378aecac3";
  }
}
