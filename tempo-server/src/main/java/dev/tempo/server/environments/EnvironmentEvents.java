package dev.tempo.server.environments;

import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.environments.EnvironmentResponses.BuildEnd;
import dev.tempo.server.environments.EnvironmentResponses.BuildProgress;
import dev.tempo.server.http.json.ApiResponse;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells whoever listens to everything about environments: {@code environment.progress} for each
 * step and line, {@code environment.ready} when a build has ended, well or not.
 */
public final class EnvironmentEvents implements AutoCloseable {
  private final Subscription events;
  private final Sink sink;

  /** Takes what happened to a job, under its name. Must not block. */
  @FunctionalInterface
  public interface Sink {

    /** Something happened. */
    void publish(String type, UUID jobId, ApiResponse data);
  }

  /** Over an engine, from now on. */
  public EnvironmentEvents(Tempo tempo, Sink sink) {
    this.sink = sink;
    this.events = tempo.onEvent(this::tell);
  }

  @Override
  public void close() {
    events.close();
  }

  private void tell(Event event) {
    switch (event) {
      case Event.EnvironmentProgress progress ->
          sink.publish("environment.progress", progress.jobId(), BuildProgress.of(progress));
      case Event.EnvironmentReady ready -> end(ready.jobId(), Optional.empty());
      case Event.EnvironmentFailed failed -> end(failed.jobId(), Optional.of(failed.message()));
      default -> {} // not about environments
    }
  }

  private void end(UUID jobId, Optional<String> error) {
    sink.publish("environment.ready", jobId, BuildEnd.of(jobId, error));
  }
}
