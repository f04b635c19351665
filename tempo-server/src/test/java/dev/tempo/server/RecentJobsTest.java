package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which jobs an account used last, over HTTP. */
final class RecentJobsTest {
  @TempDir private Path directory;

  private static List<String> names(ApiClient client) {
    return client.get("/api/me/recent-jobs").status(200).data("jobs").findValuesAsText("name");
  }

  @Test
  void jobs_areKeptForTheAccount_theLastOneFirst_asFarAsItMaySeeThem() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      ApiClient viewer = server.as(Role.VIEWER);
      for (int i = 1; i <= 14; i++) {
        admin.post("/api/jobs", "{'name':'Job %d'}".formatted(i)).status(201);
        admin.put("/api/jobs/job-%d/used".formatted(i), "{}").status(200);
      }
      assertThat(names(admin)).hasSize(12).startsWith("Job 14", "Job 13").endsWith("Job 3");
      admin.put("/api/jobs/job-3/used", "{'at':1}").invalid("at");
      admin.put("/api/jobs/none/used", "{}").problem(404, "NOT_FOUND");
      JsonNode used = admin.put("/api/jobs/job-3/used", "{}").status(200).data();
      assertThat(used.path("usedAt").textValue()).endsWith("Z");
      assertThat(names(admin)).startsWith("Job 3", "Job 14");
      admin.post("/api/jobs/job-1/run").status(202); // by a session, so by a person
      assertThat(names(admin)).startsWith("Job 1", "Job 3");
      assertThat(admin.get("/api/dashboard").data("recentJobs").findValuesAsText("name"))
          .isEqualTo(names(admin));
      assertThat(admin.get("/api/admin/audit").data().toString()).doesNotContain("/used");

      viewer.put("/api/jobs/job-5/used", "{}").status(200);
      viewer.put("/api/jobs/job-6/used", "{}").status(200);
      assertThat(names(viewer)).containsExactly("Job 6", "Job 5");
      admin.put("/api/jobs/job-6", "{'requiredLevel':'admin'}").status(200);
      viewer.put("/api/jobs/job-6/used", "{}").problem(404, "NOT_FOUND");
      assertThat(names(viewer)).containsExactly("Job 5");
      admin.delete("/api/jobs/job-5").status(200);
      assertThat(names(viewer)).isEmpty();
      admin.delete("/api/jobs/job-14").status(200);
      assertThat(names(admin)).doesNotContain("Job 14");
    }
    try (TestServer server = TestServer.start(directory)) {
      ApiClient admin = server.admin();
      assertThat(names(admin)).startsWith("Job 1", "Job 3");
      assertThat(admin.delete("/api/me/recent-jobs").status(200).data("jobs")).isEmpty();
      assertThat(names(admin)).isEmpty();
    }
  }
}
