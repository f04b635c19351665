package dev.tempo.server.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Socket;
import dev.tempo.server.http.SocketEndpoint.Sender;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tells the log of a run as it is written: first where the run stands, then every line after the
 * last that the client names, then how the run ended. What gathers while the client reads goes out
 * together.
 */
public final class LiveLog implements Feature {
  private static final int MAX_FRAME_CHARACTERS = 32_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(320);

  private final Tempo tempo;
  private final RunAccess access;
  private final RunWatch watch;
  private final TimeSource time;

  /** Over an engine. */
  public LiveLog(Tempo tempo, RunAccess access, RunWatch watch, TimeSource time) {
    this.tempo = tempo;
    this.access = access;
    this.watch = watch;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.socket("/api/runs/{id}/logs/live", this::open);
  }

  private Sender open(Call call) {
    UUID runId = access.findForLog(call).id();
    long after = call.query().whole("after", 0, Long.MAX_VALUE, 0);
    Set<LogLine.Stream> streams = LogRoutes.streams(call);
    return socket -> tell(socket, runId, after, streams);
  }

  private void tell(Socket socket, UUID runId, long after, Set<LogLine.Stream> streams)
      throws InterruptedException {
    Optional<Run> found = tempo.findRun(runId);
    if (found.isPresent() && !found.get().status().isFinal()) {
      socket.send(status(found.get()));
      if (found.get().status() == RunStatus.QUEUED) {
        started(socket, runId);
      }
    }
    follow(socket, runId, after, streams);
    watch.await(runId, RunStatus::isFinal).ifPresent(run -> socket.send(status(run)));
  }

  private void started(Socket socket, UUID runId) throws InterruptedException {
    watch
        .await(runId, status -> status != RunStatus.QUEUED)
        .filter(run -> run.status() == RunStatus.RUNNING)
        .ifPresent(run -> socket.send(status(run)));
  }

  /**
   * Follows the log to the end of the run. The engine opens a log with its first line, or a moment
   * after the run has started; until then a reader sees an end, and is opened again.
   */
  private void follow(Socket socket, UUID runId, long after, Set<LogLine.Stream> streams)
      throws InterruptedException {
    long position = after;
    Duration pause = FIRST_PAUSE;
    boolean ended = false;
    while (!ended && socket.isOpen()) {
      // Asked before the reader is opened: a reader of a run that has ended gives all of its log.
      ended = tempo.findRun(runId).map(run -> run.status().isFinal()).orElse(true);
      position = read(socket, runId, position, streams);
      if (!ended) {
        watch.await(runId, RunStatus::isFinal, pause);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    }
  }

  private long read(Socket socket, UUID runId, long after, Set<LogLine.Stream> streams)
      throws InterruptedException {
    try (LogReader reader = tempo.follow(runId, after)) {
      LogReader.Batch batch;
      do {
        batch = reader.next(PATIENCE);
        batch.gap().ifPresent(gap -> socket.send(gap(gap)));
        send(socket, runId, batch.lines().stream().filter(l -> streams.contains(l.stream())));
      } while (!batch.ended() && socket.isOpen());
      return reader.position();
    }
  }

  /** Sends lines in frames that a phone can take. */
  private static void send(Socket socket, UUID runId, Stream<LogLine> lines) {
    ArrayNode frame = JsonNodeFactory.instance.arrayNode();
    int characters = 0;
    for (LogLine line : lines.toList()) {
      frame.add(line(runId, line));
      characters += line.text().length();
      if (characters >= MAX_FRAME_CHARACTERS) {
        socket.send(frame);
        frame = JsonNodeFactory.instance.arrayNode();
        characters = 0;
      }
    }
    if (!frame.isEmpty()) {
      socket.send(frame);
    }
  }

  private static JsonNode line(UUID runId, LogLine line) {
    return Json.object()
        .put("type", "log")
        .put("runId", runId)
        .put("timestamp", line.timestamp())
        .put("stream", RunJson.label(line.stream()))
        .put("content", line.text())
        .put("lineNumber", line.number())
        .node();
  }

  private static JsonNode gap(LogReader.Gap gap) {
    return Json.object().put("type", "gap").put("from", gap.from()).put("to", gap.to()).node();
  }

  private JsonNode status(Run run) {
    return Json.object()
        .put("type", "status")
        .put("runId", run.id())
        .put("timestamp", time.nowMillis())
        .put("status", RunJson.label(run.status()))
        .put("exitCode", run.exitCode())
        .put("duration", run.duration().map(Duration::toMillis))
        .node();
  }
}
