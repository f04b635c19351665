package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;

/** Saves a job's script, and nothing else of it. */
public final class ScriptAutoSave {
  /** The most characters of a script. */
  public static final int MAX_CONTENT = TaskReader.MAX_CONTENT;

  private ScriptAutoSave() {}

  /**
   * The job with another script, saved unasked.
   *
   * @throws ApiException 409 if the job does not let editors save unasked, 422 if it has no script
   */
  static ManagedJob written(ManagedJob job, String content) {
    if (!job.details().behaviour().autoSave()) {
      throw ApiException.conflict(message("api.job.noAutoSave", "job", job.job().name()));
    }
    return new ManagedJob(
        job.job().toBuilder().task(written(job.job().task(), content)).build(), job.details());
  }

  /**
   * A task with another script.
   *
   * @throws ApiException 422 if it has no script
   */
  public static Task written(Task task, String content) {
    return switch (task) {
      case PythonTask python -> python.withContent(content);
      case ShellTask shell -> shell.withContent(content);
      default -> throw ApiException.invalid("content", message("api.job.noScript"));
    };
  }
}
