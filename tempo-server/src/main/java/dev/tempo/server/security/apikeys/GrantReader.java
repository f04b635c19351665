package dev.tempo.server.security.apikeys;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.message.Messages;
import dev.tempo.server.security.apikeys.ApiKey.Grant;
import dev.tempo.server.security.apikeys.ApiKey.Scope;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads what a new key shall be able to do. Nobody gives more than they have: a key that makes a
 * key, of whatever scope, hands on at most its own role, and no life longer than its own.
 */
public final class GrantReader {
  private static final int MAX_JOBS = 100;
  private static final int MAX_REFERENCE = 400;

  private final KeyService keys;
  private final JobIndex jobs;
  private final TimeSource time;

  /** With where jobs are found by what the body calls them. */
  public GrantReader(KeyService keys, JobIndex jobs, TimeSource time) {
    this.keys = keys;
    this.jobs = jobs;
    this.time = time;
  }

  Grant read(JsonInput body, Caller caller) {
    Scope scope = body.choice("scope", Scope.class).or(Scope.TRIGGER);
    return new Grant(
        scope, jobs(body, scope, caller), role(body, scope, caller), end(body, caller));
  }

  private Optional<Set<UUID>> jobs(JsonInput body, Scope scope, Caller caller) {
    Optional<List<String>> named = body.texts("jobs", MAX_JOBS, MAX_REFERENCE).value();
    if (named.isPresent() && scope != Scope.TRIGGER) {
      body.violation("jobs", message("api.key.triggerOnly"));
    } else if (named.isPresent() && named.get().isEmpty()) {
      body.violation("jobs", message("api.key.noJobs"));
    }
    return named.map(
        references ->
            references.stream()
                .flatMap(reference -> job(body, reference, caller).stream())
                .collect(Collectors.toSet()));
  }

  private Optional<UUID> job(JsonInput body, String reference, Caller caller) {
    try {
      return Optional.of(jobs.resolve(reference, caller).id());
    } catch (ApiException e) {
      body.violation("jobs", Messages.of(e));
      return Optional.empty();
    }
  }

  private static Optional<Role> role(JsonInput body, Scope scope, Caller caller) {
    OptionalField<Role> given =
        body.parsed(
            "role",
            text -> Role.named(text).orElseThrow(IllegalArgumentException::new),
            message("api.allowed.role"));
    if (given.value().isPresent() && scope != Scope.API) {
      body.violation("role", message("api.key.apiOnly"));
    } else if (given.value().isPresent() && !caller.has(given.value().get())) {
      body.violation("role", message("api.role.atMostYours", "role", caller.role().title()));
    }
    boolean handsOn = caller.key().isPresent();
    return given.value().or(() -> handsOn ? Optional.of(caller.role()) : Optional.empty());
  }

  private Optional<Instant> end(JsonInput body, Caller caller) {
    Optional<Instant> given = body.instant("expiresAt").value();
    Optional<Instant> latest = keys.shownBy(caller).flatMap(key -> key.grant().expiresAt());
    if (given.isPresent() && !given.get().isAfter(time.instant())) {
      body.violation("expiresAt", message("api.value.future"));
    } else if (given.isPresent() && latest.isPresent() && given.get().isAfter(latest.get())) {
      body.violation("expiresAt", message("api.key.latest", "instant", latest.get().toString()));
    }
    return given.or(() -> latest);
  }
}
