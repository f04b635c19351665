package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said to be there would be there after a power failure: contents are synced before they
 * get their names, and names before what depends on them. Seen in the system calls of the real
 * commands; {@code TEMPO_TRACE_TESTS=required} fails without {@code strace}.
 */
final class SyncedFilesTest {
  private static final Pattern SYNC = Pattern.compile("f(?:data)?sync\\(\\d+<(.*)>\\) *= 0");
  private static final Pattern RENAME =
      Pattern.compile("rename\\w*\\((?:[^\"]*, )?\"(.*)\", (?:[^\"]*, )?\"(.*)\".*\\) *= 0");
  private static final Pattern UNLINK =
      Pattern.compile("unlink\\w*\\((?:[^\"]*, )?\"(.*)\".*\\) *= 0");

  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
  private static final String UNFINISHED = " <unfinished ...>";

  @TempDir Path parent;
  private Path data;
  private Path trace;

  @BeforeEach
  void create() throws IOException {
    data = parent.toRealPath().resolve("data");
  }

  @Test
  void backupAndRestore_areSyncedBeforeTheyAreNamed() throws Exception {
    Files.createDirectories(data.resolve("projects/p"));
    Files.writeString(data.resolve("projects/p/file"), "content");
    SqliteStore.open(data).close();

    Path backups = parent.resolve("backups");
    Path archive =
        Path.of(
            traced()
                .run("backup", "--data-path", data.toString(), "--output", backups.toString())
                .code(0)
                .out()
                .strip());
    assertThat(calls())
        .containsSubsequence(
            "sync " + archive + ".part",
            "rename " + archive + ".part " + archive,
            "sync " + archive.getParent());
    assertThat(calls()).contains("sync " + backups);

    Path other = parent.resolve("other");
    traced().run("restore", archive.toString(), "--data-path", other.toString()).code(0);
    Path restore = other.resolve("restore");
    for (String staged :
        List.of("tempo.db", "logs.db", "projects/p/file", "projects/p", "projects")) {
      assertThat(calls())
          .containsSubsequence(
              "sync " + restore.resolve("staged").resolve(staged),
              "sync " + restore.resolve("ready.new"),
              "rename " + restore.resolve("ready.new") + " " + restore.resolve("ready"),
              "sync " + restore,
              "rename " + restore.resolve("staged/projects") + " " + other.resolve("projects"),
              "rename " + restore.resolve("staged/tempo.db") + " " + other.resolve("tempo.db"),
              "sync " + other,
              "unlink " + restore.resolve("ready"),
              "sync " + restore);
    }
  }

  @Test
  void keysAndThePlaceOfThem_areSyncedBeforeTheServerIsReady() throws Exception {
    Process server = traced().start("run", "--port", "0", "--data-path", data.toString());
    try (var out = server.inputReader()) {
      assertThat(out.readLine()).contains(" ready on ");
    } finally {
      server.descendants().forEach(ProcessHandle::destroy);
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    Path config = data.resolve("config");
    assertThat(calls())
        .containsSubsequence(
            "sync " + config.resolve("jwt.key.new"),
            "rename " + config.resolve("jwt.key.new") + " " + config.resolve("jwt.key"),
            "sync " + config);
    assertThat(calls()).contains("sync " + data);
  }

  private Cli traced() throws Exception {
    boolean there =
        new ProcessBuilder("sh", "-c", "strace -o /dev/null true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
    assertThat(there || !"required".equals(System.getenv("TEMPO_TRACE_TESTS")))
        .as("strace can trace here")
        .isTrue();
    assumeTrue(there, "strace is not there, or may not trace");
    trace = Files.createTempFile(parent, "trace", "");
    return Cli.plain()
        .under(
            "strace",
            "-f",
            "-y",
            "-s",
            "4096",
            "-o",
            trace.toString(),
            "-e",
            "trace=fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat");
  }

  /** The calls that did what they should, in the order in which they ended. */
  private List<String> calls() throws IOException {
    List<String> calls = new ArrayList<>();
    Map<String, String> begun = new HashMap<>();
    for (String line : Files.readAllLines(trace)) {
      String thread = line.substring(0, line.indexOf(' '));
      String call = line.substring(thread.length()).strip();
      if (call.endsWith(UNFINISHED)) {
        begun.put(thread, call.substring(0, call.length() - UNFINISHED.length()));
      } else {
        Matcher resumed = RESUMED.matcher(call);
        call(resumed.matches() ? begun.remove(thread) + resumed.group(1) : call)
            .ifPresent(calls::add);
      }
    }
    return calls;
  }

  private static Optional<String> call(String text) {
    Matcher sync = SYNC.matcher(text);
    if (sync.matches()) {
      return Optional.of("sync " + sync.group(1));
    }
    Matcher rename = RENAME.matcher(text);
    if (rename.matches()) {
      return Optional.of("rename " + rename.group(1) + " " + rename.group(2));
    }
    Matcher unlink = UNLINK.matcher(text);
    return unlink.matches() ? Optional.of("unlink " + unlink.group(1)) : Optional.empty();
  }
}
