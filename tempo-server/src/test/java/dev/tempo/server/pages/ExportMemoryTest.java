package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.RunStatus;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports many runs with their logs, and looks at the memory that is in use meanwhile. */
@Tag("alone")
final class ExportMemoryTest {
  private static final int LINES = 20;
  private static final long ROOM_BYTES = 24L << 20;

  @TempDir Path directory;

  @Test
  void exports_ofSomeRuns_areWhole() throws Exception {
    export(200);
  }

  /** The memory in use after the first part is that after the last one. */
  @Test
  @Tag("long")
  void exports_ofTenThousandRuns_takeNoMoreMemoryThanOfFew() throws Exception {
    export(10_000);
  }

  private void export(int runs) throws Exception {
    fill(runs);
    try (TestServer server = TestServer.start(directory)) {
      String body = "{'name':'export','scope':'api'}";
      String key = server.admin().post("/api/keys", body).status(201).data("key").textValue();
      for (String format : new String[] {"csv", "json", "txt", "pdf"}) {
        long bytes = read(server, key, format, runs);
        long least = format.equals("pdf") ? 500L : LINES * 20L; // what is written twice packs well
        assertThat(bytes).as(format).isGreaterThan(runs * least);
        Figures.keep("Export of " + runs + " runs with logs as " + format, bytes + " bytes");
      }
    }
  }

  private void fill(int runs) {
    String job;
    try (TestServer server = TestServer.startSetUp(directory)) {
      job = BrowserTest.shellJob(server.admin(), "Exported", "true");
    }
    StoredRuns stored = new StoredRuns();
    Instant first = Instant.parse("2026-03-01T00:00:00Z");
    for (int i = 0; i < runs; i++) {
      Instant at = first.plusSeconds(i);
      stored.add(new Past(UUID.fromString(job), at, Duration.ofMillis(10), RunStatus.SUCCESS));
    }
    stored.into(directory);
    try (SqliteStore store = SqliteStore.open(directory)) {
      var query = dev.tempo.store.RunQuery.ALL.withLimit(100);
      var page = store.runs().list(query);
      while (!page.runs().isEmpty()) {
        page.runs()
            .forEach(
                run ->
                    new StoredLogs(store.logs(), run.id(), run.jobId())
                        .upTo(LINES, line -> "line " + line + " of " + run.id()));
        var next = page.next();
        if (next.isEmpty()) {
          return;
        }
        page = store.runs().list(query.withBefore(next.get()));
      }
    }
  }

  /** Reads the file to its end, and looks at the memory now and then. */
  private static long read(TestServer server, String key, String format, int runs)
      throws Exception {
    String body = "{\"format\":\"" + format + "\",\"content\":\"logs\",\"limit\":" + runs + "}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/runs/export"))
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      long bytes = 0;
      long before = 0;
      byte[] buffer = new byte[65_536];
      try (InputStream in = answer.body()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          long step = bytes / (1 << 20);
          bytes += read;
          if (before == 0 || bytes / (1 << 20) > step) {
            long used = used();
            before = before == 0 ? used : before;
            assertThat(used).as(format + " after " + bytes).isLessThan(before + ROOM_BYTES);
          }
        }
      }
      return bytes;
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
