package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
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
  private final long firstAt = System.currentTimeMillis() - 1_000_000 * 60L;

  @TempDir Path directory;

  @Test
  @Tag("long")
  void list_overAMillionRuns_isAsQuickAsOverTenThousand() {
    List<String> ids = new ArrayList<>();
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      for (int i = 0; i < JOBS; i++) {
        String trigger = "{'type':'interval','everySeconds':86400}";
        String body = "{'name':'Job " + i + "','triggers':[" + trigger + "]}";
        ids.add(admin.post("/api/jobs", body).status(201).data("id").textValue());
      }
      insert(server.store(), ids, 0, 10_000);
    }
    long small = p99(10_000);
    try (SqliteStore store = SqliteStore.open(directory)) {
      insert(store, ids, 10_000, 1_000_000);
    }
    long large = p99(1_000_000);
    assertThat(large).isLessThan(Math.max(2 * small, 20_000));
  }

  private long p99(int runs) {
    try (TestServer server = TestServer.start(directory)) {
      ApiClient admin = server.admin();
      long start = System.nanoTime();
      JsonNode first = admin.get("/api/jobs").status(200).data("jobs");
      long cold = (System.nanoTime() - start) / 1_000;
      assertThat(first.get(0).path("recentRuns")).hasSize(20);
      admin.await(
          "/api/jobs", data -> data.path("jobs").get(0).path("runCount").intValue() == runs / JOBS);
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        long before = System.nanoTime();
        admin.get("/api/jobs").status(200);
        times.add((System.nanoTime() - before) / 1_000);
      }
      Collections.sort(times);
      long p99 = times.get(REQUESTS * 99 / 100);
      System.out.printf(
          "%,d runs: first list %,d us, then p50 %,d us, p99 %,d us%n",
          runs, cold, times.get(REQUESTS / 2), p99);
      return p99;
    }
  }

  private void insert(SqliteStore store, List<String> jobs, int from, int to) {
    store.database().write(c -> insert(c, jobs, from, to));
    while (store.metrics().rollUp()) {
      // the server does so beside its work, which is not what is measured here
    }
  }

  private int insert(Connection connection, List<String> jobs, int from, int to)
      throws SQLException {
    String sql =
        "INSERT INTO run (id, job_id, job_name, job_version, queue, cause, parameters, attempt,"
            + " unpaid, engine_id, status, queued_at, not_before, started_at, finished_at)"
            + " VALUES (?, ?, 'Job', 1, 'default', 1, '', 1, 0, zeroblob(16), 2, ?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = from; i < to; i++) {
        long at = firstAt + i * 60L;
        insert.setBytes(1, bytes(new UUID(at << 16 | 0x7000, 0x8000000000000000L + i)));
        insert.setBytes(2, bytes(UUID.fromString(jobs.get(i % jobs.size()))));
        for (int column = 3; column <= 6; column++) {
          insert.setLong(column, at);
        }
        insert.executeUpdate();
      }
    }
    return to - from;
  }

  private static byte[] bytes(UUID id) {
    return java.nio.ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
