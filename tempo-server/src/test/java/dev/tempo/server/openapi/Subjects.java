package dev.tempo.server.openapi;

import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.openapi.Contract.Operation;
import dev.tempo.server.security.authorization.Role;
import java.util.LinkedHashMap;
import java.util.Map;

/** One of each thing that a path can name, so that what follows the path is looked at. */
final class Subjects {
  private final ApiClient admin;
  private final ApiClient key;
  private final Map<String, String> byPath = new LinkedHashMap<>();

  private Subjects(ApiClient admin, ApiClient key) {
    this.admin = admin;
    this.key = key;
  }

  /** Makes them. */
  static Subjects make(TestServer server) {
    ApiClient admin = server.admin();
    String key = made(admin, "/api/keys", "{'name':'all'}", "key");
    Subjects subjects = new Subjects(admin, server.client().withKey(key));
    String job =
        made(
            admin,
            "/api/jobs",
            "{'name':'Subject','urlTrigger':true,'task':{'kind':'shell','content':'true'}}",
            "id");
    String trigger = "{'type':'cron','expression':'0 0 29 2 *','enabled':false}";
    admin.put("/api/jobs/" + job + "/presets/usual", "{'parameters':{}}").status(200);
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, read -> !read.path("finishedAt").isNull());
    server.as("subject", Role.OPERATOR);
    subjects.byPath.put("/api/jobs/{job}", "/api/jobs/" + job);
    subjects.byPath.put(
        "/triggers/{id}",
        "/triggers/" + made(admin, "/api/jobs/" + job + "/triggers", trigger, "id"));
    subjects.byPath.put("/versions/{n}", "/versions/1");
    subjects.byPath.put("/presets/{name}", "/presets/usual");
    subjects.byPath.put(
        "/api/folders/{id}",
        "/api/folders/" + made(admin, "/api/folders", "{'name':'Here'}", "id"));
    subjects.byPath.put("/api/runs/{id}", "/api/runs/" + run);
    subjects.byPath.put("/api/users/{id}", "/api/users/" + user(admin));
    subjects.byPath.put(
        "/api/keys/{id}", "/api/keys/" + made(admin, "/api/keys", "{'name':'one'}", "id"));
    subjects.byPath.put("/api/queues/{name}", "/api/queues/default");
    return subjects;
  }

  /** The path of an operation, with what exists in it. */
  String path(Operation operation) {
    String path = operation.path();
    for (Map.Entry<String, String> entry : byPath.entrySet()) {
      path = path.replace(entry.getKey(), entry.getValue());
    }
    return path.replaceAll("\\{[^}]+}", "none");
  }

  /** Somebody who may call an operation. */
  ApiClient client(Operation operation) {
    return operation.node().path("x-role").asText().equals("key") ? key : admin;
  }

  /** Who may do everything. */
  ApiClient admin() {
    return admin;
  }

  private static String user(ApiClient admin) {
    for (var user : admin.get("/api/users").status(200).data("users")) {
      if (user.path("username").asText().equals("subject")) {
        return user.path("id").textValue();
      }
    }
    throw new AssertionError("There is no such account");
  }

  private static String made(ApiClient admin, String path, String body, String field) {
    return admin.post(path, body).status(201).data(field).textValue();
  }
}
