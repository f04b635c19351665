package dev.tempo.server.streaming;

import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.process.ResourceSample;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What each running script used when it was last sampled. Thread-safe. */
public final class LatestSamples implements AutoCloseable {
  private final Map<UUID, ResourceSample> latest = new ConcurrentHashMap<>();
  private final Subscription events;

  /** Over an engine, from now on. */
  public LatestSamples(Tempo tempo) {
    this.events = tempo.onEvent(this::take);
  }

  Optional<ResourceSample> of(UUID runId) {
    return Optional.ofNullable(latest.get(runId));
  }

  @Override
  public void close() {
    events.close();
  }

  private void take(Event event) {
    switch (event) {
      case Event.Sampled sampled -> latest.put(sampled.runId(), sampled.usage());
      case Event.RunFinished finished -> latest.remove(finished.run().id());
      case Event.EventsMissed missed -> latest.clear();
      default -> {} // says nothing about what a run uses
    }
  }
}
