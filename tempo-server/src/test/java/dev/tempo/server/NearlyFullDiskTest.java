package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose scripts have printed its disk full up to the reserve: a file system in memory,
 * mounted in a namespace of the server's own, so that nothing has to be tidied up.
 */
@EnabledOnOs(OS.LINUX)
final class NearlyFullDiskTest {
  private static final Pattern READY = Pattern.compile(".*http://127\\.0\\.0\\.1:(\\d+).*");
  private static final String ACCOUNT =
      "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";

  /** More than the disk holds; slower than room is looked at, however busy the machine is. */
  private static final String PRINTER =
      "while :; do echo what fills the disk, line by line, until there is no more of it; done";

  private static final String BALLAST = "ballast";

  @TempDir private Path directory;

  @Test
  void logInAndHealth_answer_whileTheReserveIsReached_andThereIsRoomAgain() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Cli cli = onSmallDisk(disk).with("TEMPO_DISK_RESERVE", "24");
    Process process = cli.start("--port", "0", "--data-path", disk.resolve("data").toString());
    try {
      Matcher ready = READY.matcher(process.inputReader().readLine());
      assertThat(ready.matches()).isTrue();
      ApiClient nobody = new ApiClient("http://127.0.0.1:" + ready.group(1));
      String run = answer(nobody);
      Files.delete(Path.of("/proc/" + process.pid() + "/root" + disk.resolve(BALLAST)));
      ApiClient admin = nobody.logIn("admin", TestServer.PASSWORD);
      JsonNode ended =
          admin.await("/api/runs/" + run, now -> now.path("finishedAt").isTextual()).data();
      assertThat(ended.path("status").textValue()).isEqualTo("cancelled");
      Await.until(
          "all is well again",
          () -> nobody.get("/api/health").data("status").textValue().equals("healthy"));
    } finally {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static String answer(ApiClient nobody) {
    nobody.post("/api/setup/admin", ACCOUNT).status(201);
    ApiClient admin = nobody.logIn("admin", TestServer.PASSWORD);
    String task = "'task':{'kind':'shell','content':'" + PRINTER + "'}";
    admin.post("/api/jobs", "{'name':'Printer'," + task + "}").status(201);
    String run = admin.post("/api/jobs/printer/run").status(202).data("runId").textValue();

    Await.until(
        "the reserve is reached",
        () -> {
          JsonNode health = nobody.get("/api/health").data();
          return health.path("status").textValue().equals("degraded")
              && health.path("database").textValue().equals("ok")
              && health.path("problems").toString().contains("logs");
        });
    ApiClient again = nobody.logIn("admin", TestServer.PASSWORD);
    assertThat(again.get("/api/auth/me").data("username").textValue()).isEqualTo("admin");
    again.put("/api/jobs/printer", "{'description':'prints a lot'}").status(200);
    assertThat(again.get("/api/runs/" + run).data("status").textValue()).isEqualTo("running");
    assertThat(again.post("/api/runs/" + run + "/cancel").json().toString()).contains("true");
    return run;
  }

  /** A server behind a command that mounts a small disk and becomes its arguments. */
  private static Cli onSmallDisk(Path disk) throws Exception {
    String mount =
        "cd '"
            + disk
            + "' && mount -t tmpfs -o size=64m tempo-test . && cd ../disk"
            + " && head -c 30000000 /dev/zero >"
            + BALLAST;
    String[][] ways = {{"unshare", "--mount"}, {"unshare", "--mount", "--map-root-user"}};
    for (String[] way : ways) {
      if (new ProcessBuilder(command(way, mount)).start().waitFor() == 0) {
        return Cli.plain().under(command(way, mount + " && exec \"$@\""));
      }
    }
    assumeThat(false).as("a file system can be mounted, even if in a namespace").isTrue();
    return Cli.plain();
  }

  private static String[] command(String[] way, String script) {
    String[] command = Arrays.copyOf(way, way.length + 4);
    command[way.length] = "/bin/sh";
    command[way.length + 1] = "-c";
    command[way.length + 2] = script;
    command[way.length + 3] = "sh";
    return command;
  }
}
