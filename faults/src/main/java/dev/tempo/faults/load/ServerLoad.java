package dev.tempo.faults.load;

import static java.util.Comparator.naturalOrder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.RunStatus;
import dev.tempo.benchmarks.Patience;
import dev.tempo.faults.history.ScheduledTarget;
import dev.tempo.faults.history.ScriptModel;
import dev.tempo.faults.history.SeenAnswers;
import dev.tempo.faults.server.Api;
import dev.tempo.server.versions.VersionService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a server is given to do: jobs that run by the clock with every overlap policy, retries,
 * limits and a time-out, and clients that save, run, trigger, read and search meanwhile. Remembers
 * what was asked and what was answered.
 */
public final class ServerLoad {
  private static final int MOST_LOOKS = 5; // of three minutes each

  private final Api api;
  private final Path witness;
  private final List<Started> started = new ArrayList<>();
  private final Map<String, ScriptModel> scripts = new ConcurrentHashMap<>();
  private final Set<UUID> runs = ConcurrentHashMap.newKeySet();
  private final Map<UUID, SeenAnswers.ToldEnd> ends = new ConcurrentHashMap<>();

  /** The number of each version whose save was answered, by the SHA-256 of its text. */
  private final Map<String, Integer> saves = new ConcurrentHashMap<>();

  private final ConcurrentLinkedQueue<String> made = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final List<Thread> clients = new ArrayList<>();

  /**
   * A job whose trigger is there.
   *
   * @param requestedAt when it was asked for
   * @param next the first occurrence that is certain
   */
  private record Started(LoadJob job, UUID trigger, Instant requestedAt, Instant next) {}

  /**
   * A load that has not begun.
   *
   * @param api speaks to the server
   * @param witness where scripts write that they began and ended
   */
  public ServerLoad(Api api, Path witness) {
    this.api = api;
    this.witness = witness;
  }

  /** Makes the jobs, and sends the clients off. */
  public void begin() {
    LoadJob.asked(witness).forEach(this::make);
    LoadJob.scheduled(witness).forEach(this::make);
    String key = api.insist("POST", "/api/keys", key()).path("key").asText();
    AtomicInteger number = new AtomicInteger();
    client(Duration.ofMillis(400), () -> save(number.incrementAndGet()));
    client(Duration.ofMillis(700), () -> ran(api.send("POST", "/api/jobs/saved/run", "{}")));
    client(Duration.ofMillis(6_500), () -> ran(api.postWithKey("/api/jobs/called/trigger", key)));
    AtomicInteger another = new AtomicInteger();
    client(Duration.ofMillis(1_500), () -> makeAnother(another.incrementAndGet()));
    client(Duration.ofMillis(150), this::readEnds);
    client(Duration.ofMillis(400), () -> api.get("/api/search/logs?q=out%203&limit=20"));
    client(Duration.ofMillis(900), () -> api.get("/api/dashboard"));
  }

  private static String key() {
    return "{\"name\":\"faults\",\"scope\":\"trigger\",\"jobs\":[\"called\"]}";
  }

  private void make(LoadJob job) {
    scripts.put(job.sha256(), job.model());
    Instant asked = Instant.now();
    JsonNode saved = api.insist("POST", "/api/jobs", job.json());
    for (JsonNode trigger : saved.path("triggers")) {
      started.add(
          new Started(
              job,
              UUID.fromString(trigger.path("id").asText()),
              asked,
              Instant.parse(trigger.path("nextRunAt").asText())));
    }
  }

  private void client(Duration pause, Runnable work) {
    clients.add(
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!enough.get()) {
                    work.run();
                    LockSupport.parkNanos(pause.toNanos());
                  }
                }));
  }

  private void save(int number) {
    LoadJob version = LoadJob.version(witness, number);
    scripts.put(version.sha256(), version.model());
    api.send("PUT", "/api/jobs/saved", version.save())
        .ifPresent(answer -> saves.put(version.sha256(), number));
  }

  private void makeAnother(int number) {
    String name = "made-" + number;
    api.send("POST", "/api/jobs", "{\"name\":\"" + name + "\"}").ifPresent(job -> made.add(name));
  }

  private void ran(Optional<JsonNode> answer) {
    answer.ifPresent(data -> runs.add(UUID.fromString(data.path("runId").asText())));
  }

  private void readEnds() {
    api.get("/api/runs?limit=60").ifPresent(data -> data.path("runs").forEach(this::readEnd));
  }

  private void readEnd(JsonNode run) {
    if (run.path("finishedAt").isTextual()) {
      UUID id = UUID.fromString(run.path("id").asText());
      RunStatus status = RunStatus.valueOf(run.path("status").asText().toUpperCase(Locale.ROOT));
      JsonNode code = run.path("exitCode");
      ends.putIfAbsent(
          id,
          new SeenAnswers.ToldEnd(
              id, status, code.isInt() ? OptionalInt.of(code.asInt()) : OptionalInt.empty()));
    }
  }

  /** How many runs were answered for. */
  public int answeredRuns() {
    return runs.size();
  }

  /**
   * Ends it: takes the clients back and the triggers away, and waits until every run has ended.
   *
   * @return the targets up to then
   */
  public List<ScheduledTarget> end() {
    enough.set(true);
    clients.forEach(ServerLoad::join);
    List<ScheduledTarget> targets = new ArrayList<>();
    for (Started each : started) {
      Instant last = Instant.now();
      api.insist("PUT", "/api/jobs/" + each.job().name(), "{\"triggers\":[]}");
      targets.addAll(targets(each, last, Instant.now()));
    }
    int looks = 0; // queues with a limit may have much left
    while (!Patience.isReached(Duration.ofMillis(200), () -> open() == 0)) {
      if (++looks == MOST_LOOKS) {
        throw new IllegalStateException("There are runs that do not end");
      }
    }
    return targets;
  }

  private int open() {
    return api.insist("GET", "/api/runs?limit=1&status=queued,running", null).path("runs").size();
  }

  private static void join(Thread client) {
    try {
      client.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** On the grid of whole multiples of the period; what lies between asked and told is optional. */
  private static List<ScheduledTarget> targets(Started each, Instant last, Instant removed) {
    List<ScheduledTarget> targets = new ArrayList<>();
    Duration period = Duration.ofSeconds(each.job().timing().seconds());
    Instant at = each.next();
    while (at.minus(period).isAfter(each.requestedAt())) {
      at = at.minus(period);
    }
    for (; !at.isAfter(removed); at = at.plus(period)) {
      boolean optional = at.isBefore(each.next()) || at.isAfter(last);
      targets.add(new ScheduledTarget(each.trigger(), at, optional, each.job().punctual()));
    }
    return targets;
  }

  /** What each script does, by the SHA-256 of its text. */
  public Map<String, ScriptModel> scripts() {
    return scripts;
  }

  /** What the script of each job does that is not saved again, by the job's name. */
  public Map<String, ScriptModel> scriptsOfJobs() {
    return LoadJob.scheduled(witness).stream()
        .collect(Collectors.toMap(LoadJob::name, LoadJob::model));
  }

  /** What was answered for, and whether what was saved is there now; asks the server. */
  public SeenAnswers answers() {
    Set<String> versions = new HashSet<>();
    pages("/api/jobs/saved/versions?limit=200", "versions", each -> add(versions, each, "sha256"));
    Set<String> names = new HashSet<>();
    pages("/api/jobs?limit=200", "jobs", each -> add(names, each, "name"));
    List<SeenAnswers.Saved> saved = new ArrayList<>();
    int oldest = oldestKept(versions);
    saves.forEach(
        (sha, number) -> {
          if (number >= oldest) {
            saved.add(new SeenAnswers.Saved("version " + number, versions.contains(sha)));
          }
        });
    made.forEach(name -> saved.add(new SeenAnswers.Saved("job " + name, names.contains(name))));
    return new SeenAnswers(
        List.copyOf(runs), List.copyOf(ends.values()), saved, List.copyOf(api.failures()));
  }

  /** The number of the first version that must be there still: the newest of a job are kept. */
  private int oldestKept(Set<String> versions) {
    return versions.size() < VersionService.KEPT_CONTENTS
        ? 0
        : versions.stream().map(saves::get).filter(Objects::nonNull).min(naturalOrder()).orElse(0);
  }

  /** The SHA-256 of the text that each run says it executed; asks the server. */
  public Map<UUID, String> scriptsOfRuns() {
    Map<UUID, String> texts = new HashMap<>();
    pages(
        "/api/runs?limit=200",
        "runs",
        run -> {
          if (run.path("scriptSha256").isTextual()) {
            texts.put(UUID.fromString(run.path("id").asText()), run.path("scriptSha256").asText());
          }
        });
    return texts;
  }

  private static void add(Set<String> texts, JsonNode from, String field) {
    texts.add(from.path(field).asText());
  }

  private void pages(String path, String list, Consumer<JsonNode> taken) {
    String next = path;
    while (next != null) {
      JsonNode page = api.insist("GET", next, null);
      page.path(list).forEach(taken);
      JsonNode cursor = page.path("nextCursor");
      next = cursor.isTextual() ? path + "&cursor=" + cursor.asText() : null;
    }
  }
}
