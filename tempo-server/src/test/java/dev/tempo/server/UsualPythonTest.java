package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Interpreters;
import dev.tempo.python.PythonOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsualPythonTest {
  @TempDir Path directory;

  @Test
  void newJobs_getTheDefaultPythonIfItIsInstalled_elseTheNewest() {
    List<Interpreter> installed = Interpreters.ofThisMachine().all();
    assumeThat(installed).as("an interpreter of 3.8 or newer").isNotEmpty();
    String oldest = minor(installed.getLast());
    String newest = minor(installed.getFirst());
    try (TestServer server =
        TestServer.startSetUp(
            directory,
            engine ->
                engine.python(
                    PythonOptions.DEFAULT.withIsolation(PythonOptions.Isolation.EACH_JOB)))) {
      ApiClient admin = server.admin();
      admin.put("/api/settings", "{'defaultPython':'" + oldest + "'}").status(200);
      assertThat(version(admin, "Oldest")).isEqualTo(oldest);
      assertThat(usual(admin)).startsWith(oldest + ".");
      admin.put("/api/settings", "{'defaultPython':'3.99'}").status(200);
      assertThat(version(admin, "Newest")).isEqualTo(newest);
      assertThat(usual(admin)).startsWith(newest + ".");
      String given = "{'name':'Given','task':{'pythonVersion':'" + oldest + "'}}";
      assertThat(task(admin, given).path("pythonVersion").textValue()).isEqualTo(oldest);
      String shell = "{'name':'Shell','task':{'kind':'shell','content':'true'}}";
      assertThat(task(admin, shell).path("pythonVersion").isNull()).isTrue();
      admin.put("/api/settings", "{'defaultPython':'two'}").invalid("defaultPython");
    }
  }

  @Test
  void engineOfAProgram_decidesByItself() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      assertThat(task(server.admin(), "{'name':'Any'}").path("pythonVersion").isNull()).isTrue();
    }
  }

  private static String version(ApiClient admin, String name) {
    return task(admin, "{'name':'" + name + "'}").path("pythonVersion").textValue();
  }

  private static JsonNode task(ApiClient admin, String job) {
    return admin.post("/api/jobs", job).status(201).data("task");
  }

  private static String usual(ApiClient admin) {
    for (JsonNode python : admin.get("/api/pythons").data("pythons")) {
      if (python.path("default").booleanValue()) {
        return python.path("version").textValue();
      }
    }
    throw new AssertionError("no Python is the default");
  }

  private static String minor(Interpreter interpreter) {
    return interpreter.version().toString().replaceFirst("(\\d+\\.\\d+).*", "$1");
  }
}
