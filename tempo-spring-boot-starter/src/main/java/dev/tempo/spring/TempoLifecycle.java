package dev.tempo.spring;

import dev.tempo.Tempo;
import dev.tempo.event.Subscription;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the Tempo after all else, the web server included, and closes it before all else: handlers
 * find their beans alive.
 */
final class TempoLifecycle implements SmartLifecycle {
  private final Tempo tempo;
  private final ScheduledJobs jobs;
  private final boolean autoStart;
  private final List<StartedTempoListener> listeners;
  private List<Subscription> subscriptions = List.of();
  private volatile boolean running;

  TempoLifecycle(
      Tempo tempo, ScheduledJobs jobs, boolean autoStart, List<StartedTempoListener> listeners) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.autoStart = autoStart;
    this.listeners = listeners;
  }

  @Override
  public void start() {
    tempo.start();
    running = true;
    subscriptions = listeners.stream().map(each -> each.started(tempo)).toList();
    jobs.save(tempo);
  }

  @Override
  public void stop() {
    running = false;
    subscriptions.forEach(Subscription::close);
    tempo.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isAutoStartup() {
    return autoStart;
  }
}
