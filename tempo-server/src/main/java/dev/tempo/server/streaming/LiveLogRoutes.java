package dev.tempo.server.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.process.ResourceSample;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.WebSocket;
import dev.tempo.server.http.WebSocketHandler.Sender;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.message.Translation;
import dev.tempo.server.metrics.UsageSample;
import dev.tempo.server.runs.LogRoutes;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.streaming.LogSocketMessages.GapMessage;
import dev.tempo.server.streaming.LogSocketMessages.MetricMessage;
import dev.tempo.server.streaming.LogSocketMessages.StatusMessage;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells the log of a run as it is written: first where the run stands, then every line after the
 * last that the client names, and what the script uses, then how the run ended. What gathers while
 * the client reads goes out together, so that a slow client holds up nobody, and misses nothing.
 */
public final class LiveLogRoutes implements Feature {
  private static final int MAX_FRAME_CHARACTERS = 16_000;

  /** No client gets more than 40 frames a second: what comes faster goes out together. */
  private static final Duration BETWEEN_FRAMES = Duration.ofMillis(25);

  /** After so long without a line it is looked whether there is something else to tell. */
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final Tempo tempo;
  private final RunAccess access;
  private final RunWaiter watch;
  private final LatestSamples samples;
  private final LogLineJson texts = new LogLineJson();
  private final TimeSource time;

  /** Over an engine. */
  public LiveLogRoutes(
      Tempo tempo, RunAccess access, RunWaiter watch, LatestSamples samples, TimeSource time) {
    this.tempo = tempo;
    this.access = access;
    this.watch = watch;
    this.samples = samples;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.socket("/api/runs/{id}/logs/live", this::open);
  }

  private Sender open(ApiRequest call) {
    Run run = access.findForLog(call);
    long after = call.query().whole("after", 0, Long.MAX_VALUE, 0);
    Wanted wanted =
        new Wanted(
            LogRoutes.streams(call), call.query().flag("open").orElse(false), call.language());
    Caller caller = call.caller();
    return socket -> new LogSubscription(socket, caller, run, wanted).tell(after);
  }

  private JsonNode status(Run run) {
    return Json.node(StatusMessage.of(run, Optional.of(time.nowMillis())));
  }

  /**
   * What a client asks for.
   *
   * @param open whether lines are told that have not ended
   * @param language of Tempo's own lines
   */
  private record Wanted(Set<LogLine.Stream> streams, boolean open, Translation language) {
    boolean has(LogLine line) {
      return streams.contains(line.stream());
    }
  }

  /** What one client is told. For one thread. */
  private final class LogSubscription {
    private final WebSocket socket;
    private final Caller caller;
    private final Run run;
    private final Wanted wanted;
    private Instant lastSample = Instant.EPOCH;

    LogSubscription(WebSocket socket, Caller caller, Run run, Wanted requested) {
      this.socket = socket;
      this.caller = caller;
      this.run = run;
      this.wanted = requested;
    }

    void tell(long after) throws InterruptedException {
      Optional<Run> found = tempo.findRun(run.id());
      if (found.isPresent() && !found.get().status().isFinal()) {
        socket.send(status(found.get()));
        if (found.get().status() == RunStatus.QUEUED) {
          started();
        }
      }
      if (follow(after)) {
        watch.await(run.id(), RunStatus::isFinal).ifPresent(ended -> socket.send(status(ended)));
      }
    }

    private void started() throws InterruptedException {
      watch
          .await(run.id(), status -> status != RunStatus.QUEUED)
          .filter(begun -> begun.status() == RunStatus.RUNNING)
          .ifPresent(begun -> socket.send(status(begun)));
    }

    /** False if the client may not see the rest. */
    private boolean follow(long after) throws InterruptedException {
      try (LogReader reader = tempo.followLog(run.id(), after);
          LogLineJson.OfRun lines = texts.open(run.id())) {
        LogReader.Batch batch;
        do {
          batch = reader.next(BEAT);
          if (!access.maySee(caller, run)) {
            return false;
          }
          batch.gap().ifPresent(gap -> socket.send(gap(gap)));
          send(batch.lines(), lines);
          if (wanted.open()) {
            batch.open().filter(wanted::has).ifPresent(line -> sendOpen(line, lines));
          }
          samples.of(run.id()).filter(u -> u.at().isAfter(lastSample)).ifPresent(this::send);
          if (!batch.lines().isEmpty() && !batch.ended()) {
            gather();
          }
        } while (!batch.ended() && socket.isOpen());
      }
      return true;
    }

    /** Waits a moment, in which lines gather; it does no harm if it is shorter. */
    private void gather() throws InterruptedException {
      LockSupport.parkNanos(BETWEEN_FRAMES.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("The socket was closed");
      }
    }

    /** Sends lines in frames that a phone can take. */
    private void send(List<LogLine> lines, LogLineJson.OfRun run) {
      StringBuilder frame = new StringBuilder();
      for (LogLine line : lines) {
        if (wanted.has(line)) {
          frame.append(frame.isEmpty() ? '[' : ',').append(run.of(line, wanted.language()));
        }
        if (frame.length() >= MAX_FRAME_CHARACTERS) {
          socket.sendText(frame.append(']').toString());
          frame = new StringBuilder();
        }
      }
      if (!frame.isEmpty()) {
        socket.sendText(frame.append(']').toString());
      }
    }

    private void sendOpen(LogLine line, LogLineJson.OfRun run) {
      socket.sendText("[" + run.ofOpen(line) + "]");
    }

    private void send(ResourceSample usage) {
      lastSample = usage.at();
      socket.send(Json.node(new MetricMessage("metric", run.id(), UsageSample.of(usage))));
    }

    private static JsonNode gap(LogReader.Gap gap) {
      return Json.node(new GapMessage("gap", Optional.empty(), gap.from(), gap.to()));
    }
  }
}
