package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups cannot lie where the data lie, or above them. */
final class BackupPathTest {
  @TempDir private Path parent;

  @Test
  void dataDirectory_andWhatHoldsIt_areRefused() throws Exception {
    Path data = parent.resolve("data");
    Path link = parent.resolve("link");
    try (TestServer server = TestServer.startSetUp(data)) {
      Files.createSymbolicLink(link, data);
      ApiClient admin = server.admin();
      for (Path wrong : new Path[] {data, parent, link, data.resolve("../data")}) {
        admin.put("/api/settings", "{'backupPath':'" + wrong + "'}").invalid("backupPath");
      }
      admin.put("/api/settings", "{'backupPath':'" + parent.resolve("far") + "'}").status(200);
      admin.put("/api/settings", "{'backupPath':'" + data.resolve("near") + "'}").status(200);
      admin.put("/api/settings", "{'backupPath':null}").status(200);
    }
    String[] backup = {"backup", "--data-path", data.toString(), "--output", parent.toString()};
    Cli.inside().run(backup).code(1).oneLine("must not be the data directory");
    assertThat(names(parent)).containsExactlyInAnyOrder("data", "link");
    Cli cli = Cli.inside();
    cli.run("run", "--port", "0", "--data-path", data.toString(), "--set", "backupPath=" + data)
        .code(2)
        .oneLine("backupPath: must not be the data directory");
  }

  private static String[] names(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toArray(String[]::new);
    }
  }
}
