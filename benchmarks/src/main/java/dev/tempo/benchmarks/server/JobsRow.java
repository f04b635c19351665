package dev.tempo.benchmarks.server;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.SavedTriggers;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.store.Change;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** P15: a server with very many jobs, each with a trigger that fires at night. */
public final class JobsRow implements Row {
  private static final int JOBS = 100_000;
  private static final int JOBS_PER_COMMIT = 1_000;
  private static final int REQUESTS = 500;
  private static final int WARM_UP = 100;
  private static final double P99 = 0.99;
  private static final String MODEL =
      """
      {"name": "model", "description": "in words", "category": "reports", "tags": ["daily", "paris"],
      "task": {"kind": "shell", "content": "echo model"}}
      """;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Path launcher = LaunchedServer.launcher(settings);
    int count = settings.size(JOBS);
    String those = String.format(Locale.ROOT, "%,d jobs", count);
    List<Figure> figures = new ArrayList<>();
    try (Scratch scratch = Scratch.in(settings.directory())) {
      fill(scratch.path(), count);
      double first;
      String model;
      try (LaunchedServer server = LaunchedServer.start(launcher, scratch.path())) {
        first = server.startMillis();
        server.logIn();
        model = server.post("/api/jobs", MODEL).path("id").asText();
      }
      describe(scratch.path(), UUID.fromString(model));
      figures.add(Figure.of("start to first answer, the very first, " + those, "ms").ours(first));
      Samples starts = new Samples();
      for (int round = 0; round < settings.rounds(); round++) {
        try (LaunchedServer server = LaunchedServer.start(launcher, scratch.path())) {
          starts.add(server.startMillis());
        }
      }
      figures.add(
          Figure.of("start to first answer, " + those, "ms")
              .ours(starts.median())
              .target(Target.atMost(3_000)));
      try (LaunchedServer server = LaunchedServer.start(launcher, scratch.path())) {
        server.logIn();
        figures.addAll(lists(server, settings));
        figures.add(
            Figure.of("memory after these requests", "MB")
                .ours(server.megabytes("Rss"))
                .target(Target.atMost(250)));
        figures.add(
            Figure.of("the same, what no file holds", "MB").ours(server.megabytes("Anonymous")));
      }
    }
    return figures;
  }

  private static List<Figure> lists(LaunchedServer server, BenchmarkSettings settings)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    for (Map.Entry<String, String> list : paths().entrySet()) {
      Samples samples = new Samples();
      for (int request = 0; request < WARM_UP + settings.size(REQUESTS); request++) {
        double millis = server.millis(list.getValue());
        if (request >= WARM_UP) {
          samples.add(millis);
        }
      }
      figures.add(
          Figure.of("p99 of " + list.getKey(), "ms")
              .ours(samples.quantile(P99))
              .target(Target.atMost(20)));
    }
    return figures;
  }

  private static Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("a list of 50 jobs", "/api/jobs?limit=50");
    paths.put("the same, by their next time", "/api/jobs?limit=50&sort=nextRunAt");
    paths.put("the same, that ran last first", "/api/jobs?limit=50&sort=-lastRun");
    paths.put("the same, with a word in their name", "/api/jobs?limit=50&q=9999");
    paths.put("the figures of the overview", "/api/dashboard");
    return paths;
  }

  /** Has all jobs described as one is that was made over the API, each in words of its own. */
  private static void describe(Path directory, UUID model) {
    try (SqliteStore store = SqliteStore.open(directory)) {
      store
          .database()
          .write(
              c ->
                  Sql.of(
                          c,
                          "INSERT INTO job_details (job_id, owner_id, folder_id, created_at,"
                              + " updated_at, script_version, revision, document)"
                              + " SELECT job.id, owner_id, folder_id, created_at, updated_at, 1, 0,"
                              + " json_set(document, '$.description', 'Does what is to be done for '"
                              + " || name) FROM job, job_details WHERE job_id = ? AND job.id <> ?",
                          model,
                          model)
                      .execute());
    }
  }

  private static void fill(Path directory, int count) {
    Instant next = Instant.now().plusSeconds(86_400);
    try (SqliteStore store = SqliteStore.open(directory)) {
      List<Change> changes = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        changes.add(job(number, next.plusSeconds(number % 3_600)));
        if (changes.size() == JOBS_PER_COMMIT || number == count - 1) {
          store.commit(changes);
          changes = new ArrayList<>();
        }
      }
    }
  }

  private static Change job(int number, Instant next) {
    String cron = number % 60 + " " + number % 24 + " * * *";
    Job job =
        Job.named("job " + number)
            .task(Task.shell("echo " + number))
            .zone(ZoneId.of("Europe/Paris"))
            .trigger(Trigger.cron(cron).withId(Ids.next()))
            .version(1)
            .build();
    return SavedTriggers.saved(job, next);
  }
}
