package dev.tempo.faults.soak;

import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.Launcher;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** R3: an hour at a hundred runs a second with fifty readers; nothing grows that may not. */
public final class SoakRow implements FaultRow {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final int JOBS = 100;
  private static final int READERS = 50;
  private static final double MOST_GROWTH = 0.1;
  private static final double P99 = 0.99;

  private final Map<String, Series> series = new LinkedHashMap<>();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final AtomicLong reads = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private Samples times = new Samples();

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    Duration length = settings.length(HOUR, SHORT);
    try (Scratch scratch = Scratch.in(settings.directory())) {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      Launcher launcher =
          settings
              .launcher()
              .with("TEMPO_RATE_LIMIT_ENABLED", "false")
              .with("TEMPO_RETENTION_RUNS_PER_JOB", "1000")
              .with("TEMPO_MAX_CONCURRENT_RUNS", "100");
      Path data = scratch.path().resolve("data");
      try (ServerProcess server = launcher.start(data, port)) {
        Api api = new Api(server.awaitReady(), status -> false);
        api.logIn();
        for (int job = 0; job < JOBS; job++) {
          api.insist("POST", "/api/jobs", job(job));
        }
        double rate = watch(api, server, length, settings);
        long failures = api.failures().size();
        api.failures().stream().distinct().limit(10).forEach(settings::say);
        server.stop();
        return figures(length, rate, failures);
      }
    }
  }

  private static String job(int number) {
    return String.format(
        Locale.ROOT,
        "{\"name\":\"j%d\",\"overlap\":\"ALLOW\",\"task\":{\"kind\":\"shell\","
            + "\"content\":\"echo one; echo two >&2\"},"
            + "\"triggers\":[{\"type\":\"interval\",\"everySeconds\":1}]}",
        number);
  }

  /** How many runs ended a second. */
  private double watch(Api api, ServerProcess server, Duration length, FaultSettings settings)
      throws IOException {
    List<Thread> readers = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) {
      readers.add(Thread.ofVirtual().start(() -> read(api)));
    }
    long begin = System.nanoTime();
    long before = total(api);
    Duration pause = length.dividedBy(60);
    ProcessFigures process = new ProcessFigures(server.pid());
    while (System.nanoTime() - begin < length.toNanos()) {
      LockSupport.parkNanos(pause.toNanos());
      double minutes = (System.nanoTime() - begin) / 6e10;
      note("resident memory", minutes, process.residentMegabytes());
      note("threads", minutes, process.threads());
      note("descriptors", minutes, process.descriptors());
      note("processes", minutes, process.descendants());
      note("p99 of lists", minutes, p99());
      if (series.get("threads").size() % 10 == 0) {
        settings.say(String.format(Locale.ROOT, "%.1f minutes: %s", minutes, lasts()));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long after = total(api);
    enough.set(true);
    for (Thread reader : readers) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return (after - before) / seconds;
  }

  private void note(String name, double minutes, double value) {
    series.computeIfAbsent(name, any -> new Series()).add(minutes, value);
  }

  private Map<String, Double> lasts() {
    Map<String, Double> lasts = new LinkedHashMap<>();
    series.forEach((name, values) -> lasts.put(name, values.last()));
    return lasts;
  }

  /** Of what was asked since the last look. */
  private double p99() {
    lock.lock();
    try {
      double value = times.count() == 0 ? 0 : times.quantile(P99);
      times = new Samples();
      return value;
    } finally {
      lock.unlock();
    }
  }

  private void read(Api api) {
    while (!enough.get()) {
      long began = System.nanoTime();
      boolean answered = api.get("/api/runs?limit=20").isPresent();
      double millis = (System.nanoTime() - began) / 1e6;
      if (answered) {
        reads.incrementAndGet();
        lock.lock();
        try {
          times.add(millis);
        } finally {
          lock.unlock();
        }
      }
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    }
  }

  private static long total(Api api) {
    return api
        .insist("GET", "/api/jobs?limit=200", null)
        .path("jobs")
        .findValues("runCount")
        .stream()
        .mapToLong(count -> count.asLong())
        .sum();
  }

  private List<Figure> figures(Duration length, double rate, long failures) {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of("how long", "min")
            .ours(length.toSeconds() / 60.0)
            .target(Target.atLeast(HOUR.toMinutes())));
    figures.add(Figure.of("runs", "/s").ours(rate).target(Target.atLeast(95)));
    figures.add(Figure.of("lists read by " + READERS + " readers", "").ours(reads.get()));
    series.forEach(
        (name, values) -> {
          figures.add(Figure.of(name + ", at the end", "").ours(values.last()));
          figures.add(
              Figure.of(name + ", growth in an hour", "of it")
                  .ours(values.growthInAnHour())
                  .target(Target.atMost(MOST_GROWTH)));
        });
    figures.add(Figure.of("answers that failed", "").ours(failures).target(Target.atMost(0)));
    return figures;
  }
}
