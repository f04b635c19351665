package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * What people have a server do, whatever others do to it: a job of every second, a script that goes
 * on and prints lines, somebody who looks at lists.
 */
final class OthersWork implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final ApiClient admin;
  private final String longRun;
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();
  private final Thread looker;

  /** Begins, under the first account. */
  OthersWork(RealServer server) {
    this.admin = server.admin();
    job("Every second", "true", "'triggers':[{'type':'interval','everySeconds':1}],");
    String lines = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done";
    job("Long", lines, "");
    this.longRun = admin.post("/api/jobs/long/run").status(202).data("runId").textValue();
    admin.await("/api/jobs/every-second/runs", page -> !page.path("runs").isEmpty());
    this.looker = Thread.ofVirtual().start(this::look);
  }

  private void job(String name, String script, String more) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    String body = "{'name':'" + name + "','overlap':'ALLOW'," + more + task + "}";
    admin.post("/api/jobs", body).status(201);
  }

  private void look() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        admin.get(looks.getAndIncrement() % 2 == 0 ? "/api/jobs" : "/api/runs").status(200);
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    } catch (RuntimeException | Error e) {
      if (!Thread.currentThread().isInterrupted() && !(e instanceof IllegalStateException)) {
        failed.set(e);
      }
    }
  }

  /** That all of it still goes on: a run that is yet to begin succeeds, a line comes. */
  void assertGoesOn() {
    assertThat(failed.get()).as("looking at lists").isNull();
    Instant now = Instant.now();
    admin.await(
        "/api/jobs/every-second/runs",
        page ->
            Instant.parse(page.path("runs").path(0).path("scheduledFor").textValue()).isAfter(now));
    long lines = lines();
    admin.await(
        "/api/runs/" + longRun + "/logs?limit=1", log -> log.path("total").asLong() > lines);
  }

  private long lines() {
    String log = "/api/runs/" + longRun + "/logs?limit=1";
    return admin.get(log).status(200).data("total").longValue();
  }

  /** That nothing of it was missed, failed or lost. */
  @Override
  public void close() {
    looker.interrupt();
    admin.post("/api/runs/" + longRun + "/cancel").status(202);
    admin.await("/api/runs/" + longRun, run -> !run.path("finishedAt").isNull());
    assertThat(failed.get()).as("looking at lists").isNull();
    admin.put("/api/jobs/every-second", "{'enabled':false}").status(200);
    admin.await(
        "/api/jobs/every-second/runs?limit=1", page -> !page.toString().contains("\"running\""));
    assertThat(lines()).isGreaterThan(10);
    assertRan();
  }

  private void assertRan() {
    List<Instant> planned = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          admin.get("/api/jobs/every-second/runs?limit=100" + cursor).status(200).data();
      for (JsonNode run : page.path("runs")) {
        assertThat(run.path("status").textValue()).as(run.toString()).isEqualTo("success");
        planned.add(Instant.parse(run.path("scheduledFor").textValue()));
      }
      String next = page.path("nextCursor").textValue();
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    planned.sort(null);
    for (int i = 1; i < planned.size(); i++) {
      assertThat(Duration.between(planned.get(i - 1), planned.get(i)))
          .as("between the runs of " + planned)
          .isEqualTo(Duration.ofSeconds(1));
    }
    assertThat(planned).hasSizeGreaterThan(5);
  }
}
