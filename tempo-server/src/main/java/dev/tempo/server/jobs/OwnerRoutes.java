package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import dev.tempo.server.users.UserStore.Login;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives jobs to other accounts. An owner sees all runs of a job, also those of others, and may
 * change what it does; so only the owner itself and administrators may give it away.
 */
public final class OwnerRoutes implements Feature {
  private static final int MAX_NAME = 100;

  private final JobService jobs;
  private final UserStore users;

  /** Over the jobs and the accounts. */
  public OwnerRoutes(JobService jobs, UserStore users) {
    this.jobs = jobs;
    this.users = users;
  }

  @Override
  public void register(Routes routes) {
    routes.put("/api/jobs/{job}/owner", this::give);
  }

  private RouteResponse give(ApiRequest call) {
    JobIndexEntry job = jobs.index().resolve(call.path("job"), call.caller());
    requireGive(call.caller(), job);
    JsonInput body = call.body();
    OptionalField<String> name = body.text("owner", MAX_NAME);
    if (!name.present() && !body.hasViolations()) {
      body.violation("owner", message("api.owner.needed"));
    }
    body.end();
    Optional<User> owner = name.value().map(given -> account(given, job));
    if (owner.isEmpty() && !call.caller().has(Role.ADMIN)) {
      throw ApiException.forbidden(message("api.owner.nobody"));
    }
    Optional<UUID> id = owner.map(User::id);
    jobs.edit(
        job, Edit.by(call.caller()), old -> new ManagedJob(old.job(), old.details().ownedBy(id)));
    return RouteResponse.ok(
        new JobResponses.GivenJob(job.id(), job.name(), owner.map(User::username)));
  }

  private static void requireGive(Caller caller, JobIndexEntry job) {
    boolean owns = caller.has(Role.OPERATOR) && JobAccess.owns(caller, job);
    if (!owns && !caller.has(Role.ADMIN)) {
      throw ApiException.forbidden(message("api.owner.give", "job", job.name()));
    }
  }

  /** An account that could do something with the job. */
  private User account(String name, JobIndexEntry job) {
    User user =
        users
            .findLogin(name.strip())
            .map(Login::user)
            .filter(found -> found.account().active())
            .orElseThrow(() -> ApiException.invalid("owner", message("api.value.noAccountName")));
    Role level = job.details().ownership().requiredLevel();
    Role least = level.compareTo(Role.OPERATOR) > 0 ? level : Role.OPERATOR;
    if (user.account().role().compareTo(least) < 0) {
      throw ApiException.invalid("owner", message("api.owner.role", "role", least.title()));
    }
    return user;
  }
}
