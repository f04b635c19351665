package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunLabels;
import dev.tempo.RunSurroundings;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.ParameterDefinition;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells which project the runs of triggers belong to, the default one of their job's owner, and
 * scripts which project they work in and where its files lie. Thread-safe.
 */
public final class RunProjects implements RunLabels, RunSurroundings {
  private final ProjectService projects;
  private final UserStore users;
  private final Function<UUID, Optional<JobDetails>> jobs;

  /** The default project of accounts, which stays the same as long as there is the account. */
  private final ConcurrentMap<UUID, UUID> defaults = new ConcurrentHashMap<>();

  /**
   * Over projects.
   *
   * @param jobs what the server knows of a job
   */
  RunProjects(ProjectService projects, UserStore users, Function<UUID, Optional<JobDetails>> jobs) {
    this.projects = projects;
    this.users = users;
    this.jobs = jobs;
  }

  @Override
  public Optional<String> of(Job job) {
    return jobs.apply(job.id())
        .flatMap(details -> details.ownership().ownerId())
        .flatMap(this::defaultOf)
        .map(ProjectLabel::of);
  }

  private Optional<UUID> defaultOf(UUID owner) {
    UUID known = defaults.get(owner);
    if (known == null && users.find(owner).isPresent()) {
      known = projects.of(owner).getFirst().id();
      defaults.put(owner, known);
    }
    return Optional.ofNullable(known);
  }

  @Override
  public Additions of(Job job, Run run) {
    Optional<UUID> projectId = ProjectLabel.projectOf(run);
    if (projectId.isEmpty()) {
      return Additions.NONE;
    }
    String group = ProjectFeatures.groupOf(job.key());
    ProjectService.Placed placed =
        projects
            .place(projectId.get(), group)
            .orElseThrow(() -> new IllegalStateException(gone(projectId.get())));
    User user = users.find(placed.project().userId()).orElseThrow();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data-dir", placed.directory().toAbsolutePath().toString());
    facts.put("user-level", RunLevel.of(run, user.account().role()).label());
    facts.put("project-id", placed.project().id().toString());
    facts.put("project-name", placed.project().name());
    facts.put("theme", theme(user.preferences().theme()));
    return new Additions(arguments(facts, run), variables(facts));
  }

  /** Scripts know light and dark; what follows the system is light. */
  private static String theme(String chosen) {
    return chosen.equals("system") ? "light" : chosen;
  }

  private static String gone(UUID projectId) {
    return message("api.kept.projectGone", "project", projectId.toString()).text();
  }

  /** Those that the job has as parameters, and that the run was not given. */
  private List<String> arguments(Map<String, String> facts, Run run) {
    List<String> named =
        jobs.apply(run.jobId()).stream()
            .flatMap(details -> details.behaviour().parameters().stream())
            .map(ParameterDefinition::name)
            .toList();
    List<String> arguments = new ArrayList<>();
    facts.forEach(
        (name, value) -> {
          if (named.contains(name) && !run.parameters().containsKey(name)) {
            arguments.add("--" + name);
            arguments.add(value);
          }
        });
    return arguments;
  }

  private static Map<String, String> variables(Map<String, String> facts) {
    return facts.entrySet().stream()
        .collect(Collectors.toMap(fact -> variable(fact.getKey()), Map.Entry::getValue));
  }

  /** As {@code TEMPO_DATA_DIR} for {@code data-dir}. */
  private static String variable(String fact) {
    return "TEMPO_" + fact.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
