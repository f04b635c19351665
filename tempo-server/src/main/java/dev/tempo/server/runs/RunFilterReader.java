package dev.tempo.server.runs;

import dev.tempo.RunStatus;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads the filter of a request for runs. What the caller may not see it does not find, whether it
 * is there or not.
 */
public final class RunFilterReader {
  private final JobIndex jobs;
  private final UserStore users;
  private final UserNames names;
  private final ProjectService projects;

  /** Over jobs, accounts and projects. */
  public RunFilterReader(JobIndex jobs, UserStore users, UserNames names, ProjectService projects) {
    this.projects = projects;
    this.jobs = jobs;
    this.users = users;
    this.names = names;
  }

  RunFilter filter(ApiRequest call) {
    RunFilter filter = RunFilter.of(call.query(), names::ofStarter);
    RunFilter ofJob = jobs(call).map(filter::jobs).orElse(filter);
    RunFilter ofStarter = starter(call).map(ofJob::starter).orElse(ofJob);
    return label(call).map(ofStarter::label).orElse(ofStarter);
  }

  /**
   * The job that is asked for. Runs outlive their jobs, so that any id will do.
   *
   * @throws ApiException 404 if it is a name that means no job that the caller may see
   */
  public Optional<UUID> job(ApiRequest call) {
    Optional<String> reference = call.query().text("job");
    return reference.map(text -> id(text).orElseGet(() -> jobs.resolve(text, call.caller()).id()));
  }

  /**
   * The jobs that are asked for, by name or by group; empty for all. Of a group without jobs that
   * the caller may see it is one that there is not.
   *
   * @throws ApiException 404 as {@link #job}
   */
  public Optional<Set<UUID>> jobs(ApiRequest call) {
    Optional<UUID> named = job(call);
    Optional<String> group = call.query().text("group");
    if (group.isEmpty()) {
      return named.map(Set::of);
    }
    Set<UUID> ofGroup =
        jobs.visibleTo(call.caller())
            .filter(job -> job.origin().groupId().equals(group))
            .map(JobIndexEntry::id)
            .filter(id -> named.isEmpty() || named.get().equals(id))
            .collect(Collectors.toSet());
    return Optional.of(ofGroup.isEmpty() ? Set.of(NO_JOB) : ofGroup);
  }

  private static final UUID NO_JOB = new UUID(0, 0);

  /** Who started what is asked for: {@code me}, an account's name or id, or what a program said. */
  public Optional<String> starter(ApiRequest call) {
    return call.query()
        .text("user")
        .map(name -> names.find(name, call.caller().userId()).map(UUID::toString).orElse(name));
  }

  /** The states that are asked for, in the words of whichever program; none for all. */
  public static Set<RunStatus> statuses(QueryParameters query) {
    return RunFilter.statuses(query);
  }

  /**
   * The label of the project that is asked for. Runs outlive their projects, so that any id will
   * do; a name or a directory means one of the caller's, and one that means none a project without
   * runs.
   */
  public Optional<String> label(ApiRequest call) {
    return call.query()
        .text("project")
        .map(text -> ProjectLabel.of(project(text, call.caller()).orElse(NO_PROJECT)));
  }

  /**
   * The label of a project by its id, or by the name or directory of one of the caller's.
   *
   * @throws ApiException 404 if it is a name that means none
   */
  String label(String project, Caller caller) {
    return ProjectLabel.of(
        project(project, caller).orElseThrow(() -> ApiException.notFound("project", project)));
  }

  /** True if there is such a project now, whoever has it; its runs may outlive it. */
  boolean isProject(String reference, Caller caller) {
    return project(reference, caller).flatMap(projects::find).isPresent();
  }

  /** True if there is such an account now; its runs may outlive it. */
  boolean isUser(UUID userId) {
    return users.find(userId).isPresent();
  }

  private Optional<UUID> project(String text, Caller caller) {
    return id(text).or(() -> projects.findNamed(text, caller).map(Project::id));
  }

  private static final UUID NO_PROJECT = new UUID(0, 0);

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
