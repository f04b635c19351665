package dev.tempo.engine.upkeep;

import dev.tempo.engine.event.EventBus;
import dev.tempo.event.Event;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.MetricStore;
import dev.tempo.store.RunSamples;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the samples of running scripts until they are stored together. What waits is bounded: if
 * the store fails for long, later samples are passed over. Thread-safe.
 */
public final class SampleRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(SampleRecorder.class);
  private static final int MAX_WAITING = 200_000;

  private final EventBus events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<UUID, List<ResourceSample>> waiting = new LinkedHashMap<>();
  private int count;

  public SampleRecorder(EventBus events) {
    this.events = events;
  }

  /** A run was sampled. Never blocks for long. */
  public void record(UUID runId, ResourceSample usage) {
    ResourceSample sample = toTheMillisecond(usage);
    keep(runId, sample);
    if (events.hasSubscribers()) {
      events.publish(new Event.Sampled(sample.at(), runId, sample));
    }
  }

  /** Samples of a run from an instant on that are not stored, or only just. */
  public List<ResourceSample> waiting(UUID runId, Instant from) {
    lock.lock();
    try {
      return waiting.getOrDefault(runId, List.of()).stream()
          .filter(sample -> !sample.at().isBefore(from))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Stores all that waits; it waits on if that fails. For one thread at a time. */
  void store(MetricStore metrics) {
    List<RunSamples> batch = batch();
    metrics.add(batch);
    batch.forEach(this::stored);
  }

  private static ResourceSample toTheMillisecond(ResourceSample usage) {
    return new ResourceSample(
        usage.at().truncatedTo(ChronoUnit.MILLIS),
        usage.cpuPercent(),
        usage.memoryBytes(),
        usage.processes());
  }

  private void keep(UUID runId, ResourceSample sample) {
    lock.lock();
    try {
      if (count < MAX_WAITING) {
        waiting.computeIfAbsent(runId, id -> new ArrayList<>()).add(sample);
        count++;
      } else {
        LOG.debug("A sample of run {} is passed over: too many wait for the store", runId);
      }
    } finally {
      lock.unlock();
    }
  }

  private List<RunSamples> batch() {
    lock.lock();
    try {
      return waiting.entrySet().stream()
          .map(entry -> new RunSamples(entry.getKey(), entry.getValue()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private void stored(RunSamples samples) {
    lock.lock();
    try {
      List<ResourceSample> left = waiting.get(samples.runId());
      left.subList(0, samples.samples().size()).clear();
      count -= samples.samples().size();
      if (left.isEmpty()) {
        waiting.remove(samples.runId());
      }
    } finally {
      lock.unlock();
    }
  }
}
