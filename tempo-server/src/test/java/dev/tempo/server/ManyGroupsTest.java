package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand scripts in fifty groups, of which every tenth has a header that is wrong. */
@Tag("alone")
final class ManyGroupsTest {
  private static final int GROUPS = 50;
  private static final int SCRIPTS = 20;

  @TempDir private Path directory;

  @Test
  void scripts_areJobsSoonAfterTheStart_andOnlyWhatIsWrongIsWarnedOf() throws IOException {
    List<String> broken = write();
    try (TestServer server = TestServer.startSetUp(directory)) {
      long ready = System.nanoTime();
      long readyCpu = CpuTime.nanos();
      ApiClient admin = server.admin();
      Await.until("all are jobs", () -> total(admin) == GROUPS * SCRIPTS);
      System.out.printf(
          "%d scripts in %d groups were jobs %d ms after the server was ready; CPU %d ms%n",
          GROUPS * SCRIPTS,
          GROUPS,
          (System.nanoTime() - ready) / 1_000_000,
          (CpuTime.nanos() - readyCpu) / 1_000_000);
      List<String> warned = new ArrayList<>();
      for (JsonNode group : admin.get("/api/groups").status(200).data("groups")) {
        for (JsonNode warning : group.path("warnings")) {
          assertThat(warning.path("line").intValue()).isEqualTo(3);
          warned.add(group.path("id").textValue() + "/" + warning.path("file").textValue());
        }
      }
      assertThat(warned).containsExactlyInAnyOrderElementsOf(broken);
      change(admin);
    }
    try (TestServer server = TestServer.start(directory)) {
      ApiClient admin = server.admin();
      assertThat(total(admin)).isEqualTo(GROUPS * SCRIPTS);
      assertThat(admin.post("/api/groups/refresh").status(200).data("changed")).isEmpty();
    }
  }

  private static int total(ApiClient admin) {
    return admin.get("/api/jobs?source=discovered&limit=1").status(200).data("total").intValue();
  }

  /** One file is changed, and one job. */
  private void change(ApiClient admin) throws IOException {
    Map<String, JsonNode> before = versions(admin);
    Files.writeString(
        directory.resolve("script_groups/g7/s3.sh"),
        "# ScriptsManager Metadata:\n# @category: other\n");
    admin.await("/api/jobs/@g7:s3", job -> job.path("category").asText().equals("other"));
    Map<String, JsonNode> after = versions(admin);
    after.keySet().removeIf(job -> after.get(job).equals(before.get(job)));
    assertThat(after).containsOnlyKeys("g7:s3");
  }

  private static Map<String, JsonNode> versions(ApiClient admin) {
    Map<String, JsonNode> versions = new TreeMap<>();
    for (JsonNode job : admin.get("/api/jobs?group=g7&limit=1000").data("jobs")) {
      versions.put(
          job.path("groupId").textValue() + ":" + job.path("safeName").textValue(),
          job.path("version"));
    }
    return versions;
  }

  private List<String> write() throws IOException {
    List<String> broken = new ArrayList<>();
    for (int g = 0; g < GROUPS; g++) {
      Path group = Files.createDirectories(directory.resolve("script_groups/g" + g));
      Files.writeString(group.resolve("metadata.json"), "{\"name\": \"Group " + g + "\"}");
      for (int s = 0; s < SCRIPTS; s++) {
        boolean wrong = s % 10 == 4;
        Files.writeString(
            group.resolve("s" + s + ".sh"),
            "# ScriptsManager Metadata:\n# @category: c\n"
                + (wrong ? "# @execution_timeout: soon\n" : "# @tags: a,b\n")
                + "echo "
                + s
                + "\n");
        if (wrong) {
          broken.add("g" + g + "/s" + s + ".sh");
        }
      }
    }
    return broken;
  }
}
