package dev.tempo.benchmarks.busy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.server.LaunchedServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks for runs of a job, so many a second, whether the answers come in time or not. What a request
 * takes is counted from when it was due, so that nothing hides behind a slow one. Thread-safe.
 */
final class SteadyRequests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 300;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Samples millis = new Samples();
  private final List<UUID> runs = new ArrayList<>();
  private final HttpRequest request;
  private final int perSecond;
  private final Map<String, Long> failures = new TreeMap<>();

  SteadyRequests(LaunchedServer server, String jobId, int perSecond) {
    this.perSecond = perSecond;
    this.request =
        server
            .request("/api/jobs/" + jobId + "/run")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();
  }

  /** Asks for as long as this, and returns when all is answered. */
  void run(Duration length) {
    long began = System.nanoTime();
    long count = length.toSeconds() * perSecond;
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (long number = 0; number < count; number++) {
      long due = began + number * 1_000_000_000 / perSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      answers.add(
          http.sendAsync(request, BodyHandlers.ofString())
              .handle(
                  (answer, failure) -> {
                    note((System.nanoTime() - due) / 1e6, answer, failure);
                    return null;
                  }));
    }
    answers.forEach(CompletableFuture::join);
  }

  private synchronized void note(double took, HttpResponse<String> answer, Throwable failure) {
    millis.add(took);
    if (answer == null || answer.statusCode() / 100 != 2) {
      String how = answer == null ? failure.toString() : answer.statusCode() + " " + answer.body();
      failures.merge(how.substring(0, Math.min(LONGEST, how.length())), 1L, Long::sum);
      return;
    }
    try {
      String run = JSON.readTree(answer.body()).path("data").path("runId").asText();
      runs.add(UUID.fromString(run));
    } catch (IOException | IllegalArgumentException e) {
      failures.merge("not JSON", 1L, Long::sum);
    }
  }

  /** How long the answers took. */
  synchronized Samples millis() {
    return millis;
  }

  /** The runs that were promised. */
  synchronized List<UUID> runs() {
    return List.copyOf(runs);
  }

  /** How many requests were sent, of which some may have been cut off before their answer. */
  synchronized long sent() {
    return millis.count();
  }

  /** How many requests were not answered as they should, by what came instead. */
  synchronized Map<String, Long> failures() {
    return Map.copyOf(failures);
  }
}
