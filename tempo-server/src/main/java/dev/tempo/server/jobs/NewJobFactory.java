package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Job;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.message.Translation;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.templates.Template;
import dev.tempo.server.templates.TemplateCatalog;
import dev.tempo.server.templates.TemplateText;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Creates new jobs from a first script or a template. */
final class NewJobFactory {
  private static final int MAX_TEMPLATE = 100;

  /** One printed text without anything that Python could take otherwise. */
  private static final Pattern FIRST_SCRIPT =
      Pattern.compile("print\\(\"[\\p{L}\\p{N}\\p{Zs}\\p{Pd}_.,:;!?’]*\"\\)\n");

  private final JobDependencies dependencies;
  private final Translation language;

  /**
   * Of jobs whose first texts are in a language.
   *
   * @param language of whoever makes them
   */
  NewJobFactory(JobDependencies dependencies, Translation language) {
    this.dependencies = dependencies;
    this.language = language;
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
        .map(
            from ->
                JobReader.read(
                    JsonInput.of(TemplateCatalog.job(from, language)), plain, dependencies))
        .orElse(plain);
  }

  private ManagedJob plain(String name) {
    JobDefaults defaults = dependencies.beginnings().defaults();
    Job job =
        Job.named("new")
            .task(withPython(hello(name)))
            .policy(defaults.policy())
            .zone(defaults.zone())
            .build();
    Notification.On on = Notification.On.valueOf(defaults.notifyOn().toUpperCase(Locale.ROOT));
    return new ManagedJob(job, JobDetails.none(Instant.EPOCH).telling(on));
  }

  /** Whether a script is the one that new jobs have, which needs no check. */
  static boolean isFirstScript(String content) {
    return FIRST_SCRIPT.matcher(content).matches();
  }

  private PythonTask hello(String name) {
    String quoted = name.replaceAll("[^\\p{L}\\p{N} _.-]", "").strip();
    String greeting = language.text(message("api.template.hello", "name", quoted));
    return Task.python("print(\"" + TemplateText.harmless(greeting) + "\")\n");
  }

  private Task withPython(PythonTask hello) {
    return dependencies.beginnings().python().get().map(hello::withVersion).orElse(hello);
  }
}
