package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of scripts whose jobs are deleted. */
final class TrashTest {
  private static final String WRITES =
      "{'name':'Writes','task':{'kind':'shell','content':'mkdir -p out; echo data > out/result.csv'}}";

  @TempDir Path data;
  private final SteppedTime time = new SteppedTime();
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    server = TestServer.start(data, builder -> builder.time(time));
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatTheScriptWrote_isNamedFirst_thenKept_andComesBack() throws IOException {
    String id = jobThatHasRun();
    JsonNode files = admin.get("/api/jobs/" + id + "/files").status(200).data();
    assertThat(files.path("count").intValue()).isEqualTo(1);
    assertThat(files.path("sizeBytes").intValue()).isEqualTo("data\n".length());
    assertThat(files.path("names").get(0).textValue()).isEqualTo("out/result.csv");

    JsonNode deleted = admin.delete("/api/jobs/" + id).status(200).data();
    assertThat(deleted.path("files")).isEqualTo(files);
    String trash = deleted.path("trashId").textValue();
    assertThat(data.resolve("scripts/writes")).doesNotExist();
    assertThat(data.resolve("trash/" + trash + "/files/out/result.csv")).hasContent("data");
    JsonNode entry = admin.get("/api/trash").status(200).data("trash").get(0);
    assertThat(entry.path("id").textValue()).isEqualTo(trash);
    assertThat(entry.path("deletedBy").textValue()).isEqualTo("admin");
    assertThat(entry.path("files").intValue()).isEqualTo(1);

    admin.post("/api/trash/" + trash + "/restore").problem(409, "CONFLICT");
    String again = admin.post("/api/jobs", WRITES).status(201).data("id").textValue();
    Files.createDirectories(data.resolve("scripts/writes/out"));
    Files.writeString(data.resolve("scripts/writes/out/result.csv"), "newer");
    JsonNode restored = admin.post("/api/trash/" + trash + "/restore").status(200).data();
    assertThat(restored.path("jobId").textValue()).isEqualTo(again);
    String beside = restored.path("directory").textValue();
    assertThat(data.resolve("scripts/writes/out/result.csv")).hasContent("newer");
    assertThat(data.resolve("scripts/writes/" + beside + "/out/result.csv")).hasContent("data");
    assertThat(admin.get("/api/trash").data("total").intValue()).isZero();
  }

  @Test
  void whatTempoWroteAlone_goesAtOnce_andSoDoesWhatIsNotToBeKept() throws IOException {
    String plain =
        admin
            .post("/api/jobs", "{'name':'Plain','task':{'kind':'shell','content':'echo x'}}")
            .status(201)
            .data("id")
            .textValue();
    runToEnd(plain);
    assertThat(data.resolve("scripts/plain/plain.sh")).exists();
    JsonNode deleted = admin.delete("/api/jobs/" + plain).status(200).data();
    assertThat(deleted.path("files").path("count").intValue()).isZero();
    assertThat(deleted.path("trashId").isNull()).isTrue();
    assertThat(data.resolve("scripts/plain")).doesNotExist();

    String id = jobThatHasRun();
    admin.delete("/api/jobs/" + id + "?keepFiles=false").status(200);
    assertThat(data.resolve("scripts/writes")).doesNotExist();
    assertThat(admin.get("/api/trash").data("total").intValue()).isZero();
  }

  @Test
  void folderThatIsDeletedWithItsJobs_keepsTheirFiles() {
    String folder = admin.post("/api/folders", "{'name':'In'}").status(201).data("id").textValue();
    String id =
        admin
            .post("/api/jobs", WRITES.replace("'name'", "'folderId':'" + folder + "','name'"))
            .status(201)
            .data("id")
            .textValue();
    runToEnd(id);
    admin.delete("/api/folders/" + folder + "?cascade=true").status(200);
    JsonNode entry = admin.get("/api/trash").data("trash").get(0);
    assertThat(entry.path("key").textValue()).isEqualTo("in:writes");
    assertThat(data.resolve("trash/" + entry.path("id").textValue() + "/files/out/result.csv"))
        .exists();
  }

  @Test
  void trash_isForItsOwnerAndAdministrators_andGoesAfterItsTime() throws IOException {
    String id = jobThatHasRun();
    String trash = admin.delete("/api/jobs/" + id).status(200).data("trashId").textValue();
    ApiClient developer = server.as(Role.DEVELOPER);
    assertThat(developer.get("/api/trash").status(200).data("total").intValue()).isZero();
    developer.delete("/api/trash/" + trash).problem(404, "NOT_FOUND");
    developer.post("/api/trash/" + trash + "/restore").problem(404, "NOT_FOUND");
    admin.delete("/api/trash/..%2F..%2Fconfig").problem(400, "BAD_REQUEST");
    admin.delete("/api/trash/config").problem(404, "NOT_FOUND");

    server.close();
    time.step(Duration.ofDays(31));
    server = TestServer.start(data, builder -> builder.time(time));
    Await.until("the trash is empty", () -> isEmpty(data.resolve("trash")));
    assertThat(server.admin().get("/api/trash").data("total").intValue()).isZero();
  }

  private String jobThatHasRun() {
    String id = admin.post("/api/jobs", WRITES).status(201).data("id").textValue();
    runToEnd(id);
    assertThat(data.resolve("scripts/writes/out/result.csv")).exists();
    return id;
  }

  private void runToEnd(String job) {
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    JsonNode ended = admin.await("/api/runs/" + run, r -> r.path("finishedAt").isTextual()).data();
    assertThat(ended.path("status").textValue()).isEqualTo("success");
  }

  private static boolean isEmpty(Path directory) {
    try (Stream<Path> in = Files.list(directory)) {
      return in.findAny().isEmpty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
