package dev.tempo.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Files in the groups of a server, and the jobs that are made of them.
 *
 * @param data the server's directory
 * @param admin who asks
 */
record ScriptGroups(Path data, ApiClient admin) {

  /** Where a file of a group lies, such as {@code lab/heat.py}. */
  Path path(String file) {
    return data.resolve("script_groups").resolve(file);
  }

  Path write(String file, String text) {
    return write(path(file), text);
  }

  Path write(String file, byte[] content) {
    return write(path(file), content);
  }

  /** Writes a file, and makes the directories in which it lies. */
  static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until a job is there, and as it should be. */
  JsonNode await(String job, Predicate<JsonNode> wanted) {
    Await.until(
        job + " is there",
        () -> {
          ApiClient.Answer answer = admin.get("/api/jobs/" + job);
          return answer.status() == 200 && wanted.test(answer.data());
        });
    return admin.get("/api/jobs/" + job).data();
  }

  JsonNode await(String job) {
    return await(job, any -> true);
  }

  /** Waits until the file of a job is gone. */
  JsonNode awaitMissing(String job) {
    await(job, one -> !one.path("enabled").booleanValue());
    return metadata(job);
  }

  JsonNode metadata(String job) {
    return admin.get("/api/jobs/" + job + "/metadata").status(200).data();
  }

  List<String> safeNames(String group) {
    return safeNames(admin, "/api/groups/" + group + "/jobs");
  }

  static List<String> safeNames(ApiClient client, String path) {
    return client.get(path).status(200).data("jobs").findValuesAsText("safeName");
  }

  /** Where warnings say that something is wrong, as {@code file:line field}. */
  static List<String> warned(JsonNode warnings) {
    List<String> places = new ArrayList<>();
    warnings.forEach(
        warning ->
            places.add(
                warning.path("file").asText()
                    + ":"
                    + warning.path("line").asText("-")
                    + " "
                    + warning.path("field").asText("-")));
    return places;
  }

  /** Runs a job, and answers its run when it has ended. */
  JsonNode run(String job, String body) {
    String run =
        admin.post("/api/jobs/" + job + "/run", body).status(202).data("runId").textValue();
    return admin.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull()).data();
  }

  /** The first line that a run of a job writes. */
  String output(String job) {
    return lines(run(job, "{}"), "stdout").getFirst();
  }

  List<String> lines(JsonNode run, String stream) {
    return admin
        .get("/api/runs/" + run.path("id").textValue() + "/logs?stream=" + stream)
        .status(200)
        .data("lines")
        .findValuesAsText("content");
  }
}
