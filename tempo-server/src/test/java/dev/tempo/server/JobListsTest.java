package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a list of jobs costs the same, however many runs there are. */
final class JobListsTest {
  private static final int JOBS = 100;
  private static final int REQUESTS = 1_000;

  /** When the first run was; ids must grow, as those of real runs do. */
  private final long firstAt =
      TimeSource.system().nowMillis().minus(Duration.ofMinutes(1_000_000)).toEpochMilli();

  @TempDir Path directory;

  /** Asked in turns, so that whatever else the machine does is done to both. */
  @Test
  @Tag("long")
  void list_overAMillionRuns_isAsQuickAsOverTenThousand() {
    fill(10_000);
    fill(1_000_000);
    try (TestServer small = TestServer.start(data(10_000));
        TestServer large = TestServer.start(data(1_000_000))) {
      ApiClient ofSmall = counted(small, 10_000);
      ApiClient ofLarge = counted(large, 1_000_000);
      long[] times = new long[REQUESTS];
      long[] timesOfLarge = new long[REQUESTS];
      for (int i = 0; i < REQUESTS; i++) {
        times[i] = nanos(ofSmall);
        timesOfLarge[i] = nanos(ofLarge);
      }
      assertThat(median(timesOfLarge)).isLessThan(2 * median(times));
    }
  }

  private Path data(int runs) {
    return directory.resolve("of-" + runs);
  }

  private void fill(int runs) {
    List<String> ids = new ArrayList<>();
    try (TestServer server = TestServer.startSetUp(data(runs))) {
      ApiClient admin = server.admin();
      for (int i = 0; i < JOBS; i++) {
        String trigger = "{'type':'interval','everySeconds':86400}";
        String body = "{'name':'Job " + i + "','triggers':[" + trigger + "]}";
        ids.add(admin.post("/api/jobs", body).status(201).data("id").textValue());
      }
    }
    try (SqliteStore store = SqliteStore.open(data(runs))) {
      insert(store, ids, runs);
    }
  }

  private static ApiClient counted(TestServer server, int runs) {
    ApiClient admin = server.admin();
    JsonNode first = admin.get("/api/jobs").status(200).data("jobs");
    assertThat(first.get(0).path("recentRuns")).hasSize(20);
    admin.await(
        "/api/jobs", data -> data.path("jobs").get(0).path("runCount").intValue() == runs / JOBS);
    return admin;
  }

  private static long nanos(ApiClient client) {
    long before = System.nanoTime();
    client.get("/api/jobs").status(200);
    return System.nanoTime() - before;
  }

  private static long median(long[] times) {
    return Arrays.stream(times).sorted().skip(times.length / 2).findFirst().orElseThrow();
  }

  private void insert(SqliteStore store, List<String> jobs, int runs) {
    store.database().write(c -> insert(c, jobs, runs));
    while (store.metrics().rollUp()) {
      // the server does so beside its work, which is not what is measured here
    }
  }

  private int insert(Connection connection, List<String> jobs, int runs) throws SQLException {
    String sql =
        "INSERT INTO run (id, job_id, job_name, job_version, queue, cause, parameters, attempt,"
            + " unpaid, engine_id, status, queued_at, not_before, started_at, finished_at)"
            + " VALUES (?, ?, 'Job', 1, 'default', 1, '', 1, 0, zeroblob(16), 2, ?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < runs; i++) {
        long at = firstAt + i * 60L;
        insert.setBytes(1, bytes(new UUID(at << 16 | 0x7000, 0x8000000000000000L + i)));
        insert.setBytes(2, bytes(UUID.fromString(jobs.get(i % jobs.size()))));
        for (int column = 3; column <= 6; column++) {
          insert.setLong(column, at);
        }
        insert.executeUpdate();
      }
    }
    return runs;
  }

  private static byte[] bytes(UUID id) {
    return java.nio.ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
