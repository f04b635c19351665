package dev.tempo.server.retention;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.RetentionReport;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.retention.RetentionOverrides.OfJob;
import dev.tempo.server.retention.RetentionResponses.CleanedUp;
import dev.tempo.server.retention.RetentionResponses.JobRetention;
import dev.tempo.server.retention.RetentionResponses.RetentionResponse;
import dev.tempo.server.retention.RetentionResponses.UserRetention;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.users.UserStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Shows how long runs are kept, and sets what jobs and users have of their own. */
public final class RetentionRoutes implements Feature {
  private static final int MAX_DAYS = 36_500;
  private static final int MAX_RUNS = 10_000_000;
  private static final int MAX_ENTRIES = 10_000;
  private static final long MAX_OLDER_DAYS = 3_650;
  private static final long MAX_DELETED = 10_000;

  private final RetentionService retention;
  private final JobIndex jobs;
  private final UserStore users;

  /** Over the service; jobs and users must exist. */
  public RetentionRoutes(RetentionService retention, JobIndex jobs, UserStore users) {
    this.retention = retention;
    this.jobs = jobs;
    this.users = users;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/settings/retention", call -> show())
        .put("/api/settings/retention", this::change)
        .post("/api/logs/cleanup", this::cleanUp);
  }

  /** What retention does each day, at once: to one's own runs, or to everybody's. */
  private RouteResponse cleanUp(ApiRequest call) {
    JsonInput body = call.bodyOrEmpty();
    Optional<Duration> age =
        body.whole("olderThanDays", 0, MAX_OLDER_DAYS).value().map(Duration::ofDays);
    boolean everybody = body.flag("everybody").or(false);
    body.end();
    if (everybody && !call.caller().has(Role.ADMIN)) {
      throw ApiException.forbidden(message("api.retention.everybody"));
    }
    RetentionReport report = cleanUp(call.caller().userId(), everybody, age);
    return RouteResponse.ok(new CleanedUp(report.runs(), report.isComplete()));
  }

  private RetentionReport cleanUp(UUID userId, boolean everybody, Optional<Duration> age) {
    if (age.isPresent()) {
      Optional<UUID> whose = everybody ? Optional.empty() : Optional.of(userId);
      return retention.cleanUp(whose, age.get(), MAX_DELETED);
    }
    return everybody ? retention.cleanUp(MAX_DELETED) : retention.cleanUp(userId, MAX_DELETED);
  }

  private RouteResponse show() {
    Map<String, Integer> roles = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      roles.put(role.label(), retention.settings().get(EffectiveRetention.setting(role)));
    }
    roles.put("nobody", retention.settings().get(Settings.LOG_RETENTION_DAYS));
    RetentionOverrides own = retention.own();
    return RouteResponse.ok(
        new RetentionResponse(
            retention.settings().get(Settings.RETENTION_TIME),
            roles,
            retention.settings().get(Settings.RETENTION_RUNS_PER_JOB),
            own.jobs().entrySet().stream().map(this::job).toList(),
            own.users().entrySet().stream().map(RetentionRoutes::user).toList()));
  }

  private JobRetention job(Map.Entry<UUID, OfJob> job) {
    Optional<String> name = jobs.find(job.getKey()).map(JobIndexEntry::name);
    return new JobRetention(job.getKey(), name, job.getValue().days(), job.getValue().newest());
  }

  private static UserRetention user(Map.Entry<UUID, Integer> user) {
    return new UserRetention(user.getKey(), user.getValue());
  }

  private RouteResponse change(ApiRequest call) {
    JsonInput input = call.body();
    input.computed("time", "roleDays", "runsPerJob");
    Map<UUID, OfJob> ofJobs = new HashMap<>(retention.own().jobs());
    Map<UUID, Integer> ofUsers = new HashMap<>(retention.own().users());
    OptionalField<List<Optional<UUID>>> givenJobs =
        input.objects("jobs", MAX_ENTRIES, entry -> readJob(entry, ofJobs));
    OptionalField<List<Optional<UUID>>> givenUsers =
        input.objects("users", MAX_ENTRIES, entry -> readUser(entry, ofUsers));
    input.end();
    givenJobs.value().ifPresent(given -> ofJobs.keySet().retainAll(ids(given)));
    givenUsers.value().ifPresent(given -> ofUsers.keySet().retainAll(ids(given)));
    retention.save(new RetentionOverrides(ofJobs, ofUsers));
    return show();
  }

  private static List<UUID> ids(List<Optional<UUID>> values) {
    return values.stream().flatMap(Optional::stream).toList();
  }

  /** One that has a rule already may be gone meanwhile: what is read can be written back. */
  private Optional<UUID> readJob(JsonInput entry, Map<UUID, OfJob> ofJobs) {
    entry.computed("jobName");
    Optional<UUID> id = entry.required("jobId", entry.uuid("jobId"));
    OptionalInt days = number(entry.whole("days", 0, MAX_DAYS));
    OptionalInt newest = number(entry.whole("newest", 0, MAX_RUNS));
    if (id.filter(job -> !ofJobs.containsKey(job) && jobs.find(job).isEmpty()).isPresent()) {
      entry.violation("jobId", message("api.value.noJobId"));
    }
    id.ifPresent(job -> ofJobs.put(job, new OfJob(days, newest)));
    return id;
  }

  private Optional<UUID> readUser(JsonInput entry, Map<UUID, Integer> ofUsers) {
    Optional<UUID> id = entry.required("userId", entry.uuid("userId"));
    Optional<Integer> days = entry.required("days", entry.whole("days", 1, MAX_DAYS));
    if (id.filter(user -> !ofUsers.containsKey(user) && users.find(user).isEmpty()).isPresent()) {
      entry.violation("userId", message("api.value.noAccountId"));
    }
    id.ifPresent(user -> ofUsers.put(user, days.orElse(1)));
    return id;
  }

  private static OptionalInt number(OptionalField<Integer> values) {
    return values.value().map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
