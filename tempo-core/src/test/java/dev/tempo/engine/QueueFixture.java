package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** A queue by the virtual clock, and what its runs note of themselves. */
abstract class QueueFixture {
  static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  static final Duration NO_TIME = Duration.ZERO;

  final VirtualClock clock = VirtualClock.at(NOON.toString());
  final MemoryStore store = new MemoryStore(1_000_000);
  final List<String> done = new ArrayList<>();
  final List<Instant> starts = new ArrayList<>();
  final Set<String> busy = new HashSet<>();
  final List<String> wrong = new ArrayList<>();
  final Set<String> reasons = new HashSet<>();
  UUID watched = new UUID(0, 0);
  UUID cancelled = new UUID(0, 0);
  int most;
  Tempo tempo = start();
  final Job job = tempo.save(job("any").build());

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  RunHandle ask(String name, int priority) {
    return tempo.run(job.id(), options(name, priority));
  }

  static RunOptions options(String name, int priority) {
    RunOptions options = RunOptions.DEFAULT.withParameter("n", name);
    return priority == 0 ? options : options.withPriority(priority);
  }

  private int running() {
    return store.runs().running().size();
  }

  static Job.Builder job(String name) {
    return Job.named(name).task(Task.handler("note")).overlap(OverlapPolicy.ALLOW);
  }

  Tempo start() {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("note", this::note)
        .handler("slow", this::slow)
        .handler(
            "failing",
            context -> {
              throw new IllegalStateException("on purpose");
            })
        .queue("default", 16)
        .build()
        .start();
  }

  private void note(RunContext context) {
    done.add(context.parameters().getOrDefault("n", context.jobName()));
    starts.add(clock.instant());
  }

  /** Lets time pass, so that other runs begin and end meanwhile. */
  private void slow(RunContext context) {
    String key =
        tempo.findRun(context.runId()).orElseThrow().request().attributes().key().orElse("");
    if (!key.isEmpty() && !busy.add(key)) {
      wrong.add(key);
    }
    most = Math.max(most, running());
    reasons.addAll(tempo.blockedReason(watched).stream().toList());
    tempo.cancel(cancelled);
    clock.advance(Duration.ofMinutes(5));
    busy.remove(key);
    note(context);
  }

  void restart() {
    tempo.close();
    tempo = start();
  }
}
