package dev.tempo.server.importexport;

import dev.tempo.message.Message;
import dev.tempo.server.importexport.ImportResponse.FolderCounts;
import dev.tempo.server.importexport.ImportResponse.ImportedJob;
import dev.tempo.server.importexport.ImportResponse.JobCounts;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Reports the result of an import. Not thread-safe. */
final class ImportReport {
  private final List<Done> jobs = new ArrayList<>();
  private final List<Message> notes = new ArrayList<>();
  private final JobService here;
  private int foldersCreated;
  private int foldersFound;

  /** Nothing yet, of jobs that are imported here. */
  ImportReport(JobService here) {
    this.here = here;
  }

  /** What became of a job. */
  enum Action {
    CREATED,
    RENAMED,
    REPLACED,
    SKIPPED,
    FAILED
  }

  /**
   * What became of a job.
   *
   * @param name its name, here if it is here
   * @param action what was done
   * @param id its id here; empty if it is not here
   * @param reason why it was not imported
   * @param missingSecrets variables whose values must be given again
   */
  record Done(
      String name,
      Action action,
      Optional<UUID> id,
      Optional<Message> reason,
      List<String> missingSecrets) {

    static Done without(String name, Action action, Message reason) {
      return new Done(name, action, Optional.empty(), Optional.of(reason), List.of());
    }
  }

  void folder(boolean created) {
    if (created) {
      foldersCreated++;
    } else {
      foldersFound++;
    }
  }

  void job(Done done) {
    jobs.add(done);
  }

  /** Something that holds for all of it, and that people should know. */
  void note(Message note) {
    notes.add(note);
  }

  ImportResponse response(Translation language) {
    return new ImportResponse(
        new FolderCounts(foldersCreated, foldersFound),
        new JobCounts(
            count(Action.CREATED),
            count(Action.RENAMED),
            count(Action.REPLACED),
            count(Action.SKIPPED),
            count(Action.FAILED)),
        jobs.stream().map(done -> shown(done, language)).toList(),
        language.texts(notes));
  }

  private long count(Action action) {
    return jobs.stream().filter(done -> done.action() == action).count();
  }

  private ImportedJob shown(Done done, Translation language) {
    return new ImportedJob(
        done.name(),
        folders(done),
        label(done.action()),
        done.id(),
        done.reason().map(language::text),
        done.missingSecrets());
  }

  private List<String> folders(Done done) {
    return done.id()
        .flatMap(here.index()::find)
        .map(job -> here.dependencies().folders().names(job.details().folderId()))
        .orElse(List.of());
  }

  private static String label(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
