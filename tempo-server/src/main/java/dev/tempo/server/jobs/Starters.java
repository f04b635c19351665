package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.server.http.Input;
import dev.tempo.server.templates.Template;
import java.time.Instant;
import java.util.Optional;

/** What new jobs start from: a script that says hello, or a template. */
final class Starters {
  private static final int MAX_TEMPLATE = 100;

  private final Surroundings around;

  Starters(Surroundings around) {
    this.around = around;
  }

  /** The job that holds so far, before the rest of the input is read over it. */
  ManagedJob of(Input input) {
    String name = input.text("name", Integer.MAX_VALUE).value().orElse("job");
    Job job =
        Job.named("new")
            .task(JobService.hello(name))
            .policy(JobReader.DEFAULT_POLICY)
            .zone(JobReader.UTC)
            .build();
    ManagedJob plain = new ManagedJob(job, JobDetails.none(Instant.EPOCH));
    Optional<String> wanted = input.text("template", MAX_TEMPLATE).value();
    Optional<Template> template = wanted.flatMap(around.templates()::find);
    if (wanted.isPresent() && template.isEmpty()) {
      input.violation("template", "is not a template; GET /api/templates lists them");
    }
    return template
        .map(from -> JobReader.read(Input.of(from.job()), plain, around.folders()))
        .orElse(plain);
  }
}
