package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.event.Event;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes on one store, in real time. */
abstract class ClusterFixture {
  static final Duration SOON = Duration.ofSeconds(30);

  final MemoryCluster cluster = new MemoryCluster(TimeSource.system());
  final Map<Tempo, MemorySession> sessions = new LinkedHashMap<>();
  final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  final CountDownLatch release = new CountDownLatch(1);
  final CountDownLatch interrupted = new CountDownLatch(1);
  final CountDownLatch waiting = new CountDownLatch(1);

  @TempDir Path directory;

  @AfterEach
  void close() {
    release.countDown();
    List.copyOf(sessions.keySet()).forEach(Tempo::close);
  }

  final Tempo node(String name, String... handlers) {
    return node(NodeOptions.DEFAULT.withName(name), handlers);
  }

  final Tempo node(NodeOptions options, String... handlers) {
    return node(options, directory.resolve(options.name().orElseThrow()), handlers);
  }

  final Tempo node(NodeOptions options, Path home, String... handlers) {
    MemorySession session = cluster.connect();
    String name = options.name().orElseThrow();
    TempoBuilder builder =
        Tempo.builder()
            .store(session)
            .node(options)
            .daemon(true)
            .workDirectory(home)
            .shutdown(ShutdownPolicy.DEFAULT.withScriptPolicy(ShutdownPolicy.ScriptPolicy.LEAVE));
    for (String handler : handlers) {
      builder.handler(
          handler,
          context -> {
            ran.add(name + " " + handler);
            if (handler.equals("wait")) {
              await();
            }
          });
    }
    Tempo tempo = builder.build();
    sessions.put(tempo, session);
    return tempo.start();
  }

  private void await() throws InterruptedException {
    waiting.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  static Job job(String handler) {
    return Job.named(handler).task(Task.handler(handler)).build();
  }

  static <E extends Event> E next(BlockingQueue<Event> heard, Class<E> type)
      throws InterruptedException {
    while (true) {
      Event event = heard.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(event).as("before " + type).isNotNull();
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }
}
