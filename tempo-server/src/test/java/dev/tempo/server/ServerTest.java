package dev.tempo.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test over a server that is set up, with a client that is its first account. */
abstract class ServerTest {
  @TempDir Path directory;
  TestServer server;
  ApiClient admin;

  @BeforeEach
  void startServer() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  /** Has somebody run a job; gives the run's id. */
  static String run(ApiClient starter, String job) {
    return starter.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
  }

  /** As {@link #run}, and waits for its end. */
  final String ended(ApiClient starter, String job) {
    return ended(run(starter, job));
  }

  /** Waits for the end of a run. */
  final String ended(String id) {
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    return id;
  }
}
