package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Job;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.templates.Template;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Creates new jobs from a first script or a template. */
final class NewJobFactory {
  private static final int MAX_TEMPLATE = 100;

  private final JobDependencies dependencies;

  NewJobFactory(JobDependencies dependencies) {
    this.dependencies = dependencies;
  }

  /** The job that holds so far, before the rest of the input is read over it. */
  ManagedJob of(JsonInput input) {
    ManagedJob plain = plain(input.text("name", Integer.MAX_VALUE).value().orElse("job"));
    Optional<String> wanted = input.text("template", MAX_TEMPLATE).value();
    Optional<Template> template = wanted.flatMap(dependencies.beginnings().templates()::find);
    if (wanted.isPresent() && template.isEmpty()) {
      input.violation("template", message("api.job.noTemplate"));
    }
    return template
        .map(from -> JobReader.read(JsonInput.of(from.job()), plain, dependencies))
        .orElse(plain);
  }

  private ManagedJob plain(String name) {
    JobDefaults defaults = dependencies.beginnings().defaults();
    Job job =
        Job.named("new")
            .task(withPython(JobService.hello(name)))
            .policy(defaults.policy())
            .zone(defaults.zone())
            .build();
    Notification.On on = Notification.On.valueOf(defaults.notifyOn().toUpperCase(Locale.ROOT));
    return new ManagedJob(job, JobDetails.none(Instant.EPOCH).telling(on));
  }

  private Task withPython(PythonTask hello) {
    return dependencies.beginnings().python().get().map(hello::withVersion).orElse(hello);
  }
}
