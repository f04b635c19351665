package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the definitions of all jobs once, on a thread of its own, after a start that did not wait
 * for that: what cannot be read of them is known then, and what their scripts need.
 */
final class DefinitionReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionReader.class);
  private static final Duration LONGEST_STEP = Duration.ofSeconds(5);
  private static final int PAGE = 100;

  private final JobStore jobs;
  private final JobIndex index;
  private final JobEnvironments environments;
  private final Thread thread;

  private DefinitionReader(JobStore jobs, JobIndex index, JobEnvironments environments) {
    this.jobs = jobs;
    this.index = index;
    this.environments = environments;
    this.thread = Thread.ofPlatform().name("tempo-definitions").daemon().unstarted(this::read);
  }

  /** One that has begun. */
  static DefinitionReader start(JobStore jobs, JobIndex index, JobEnvironments environments) {
    DefinitionReader reader = new DefinitionReader(jobs, index, environments);
    reader.thread.start();
    return reader;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LONGEST_STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try {
      Optional<String> after = Optional.empty();
      List<Job> page;
      do {
        page = jobs.list(after, PAGE);
        page.stream().filter(index::learn).forEach(environments::known);
        after = page.isEmpty() ? after : Optional.of(page.getLast().key());
      } while (page.size() == PAGE && !Thread.currentThread().isInterrupted());
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        LOG.warn("What cannot be read of jobs is not known until each is asked for", e);
      }
    }
  }
}
