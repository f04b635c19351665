package dev.tempo.server.streaming;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.KeptTextSearch;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.runs.LogRoutes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which runs somebody follows, and which lines of them.
 *
 * @param jobs of these; empty for all
 * @param folders whose jobs lie in one of these; empty for any place
 * @param queue that wait in this one
 * @param streams the streams that are told
 * @param text what a line must hold, in lower case
 * @param kept finds it in Tempo's own lines as the caller reads them
 * @param last how many lines from before are told of each
 */
record TailFilter(
    Set<UUID> jobs,
    Optional<Set<UUID>> folders,
    Optional<String> queue,
    Set<LogLine.Stream> streams,
    Optional<String> text,
    Optional<KeptTextSearch> kept,
    int last) {

  private static final int MOST_JOBS = 200;
  private static final int MOST_LAST = 100;
  private static final int USUAL_LAST = 10;
  private static final int LONGEST_TEXT = 1_000;

  /**
   * What a request asks for.
   *
   * @throws ApiException 404 for a job that the caller may not see, 422 for what is not understood
   */
  static TailFilter of(ApiRequest call, JobService service) {
    List<String> references = call.query().list("job", text -> text, message("api.allowed.jobs"));
    Optional<String> text = call.query().text("q");
    if (references.size() > MOST_JOBS) {
      throw ApiException.invalid("job", counted("api.stream.mostJobs", MOST_JOBS));
    }
    if (text.filter(t -> t.length() > LONGEST_TEXT).isPresent()) {
      throw ApiException.invalid("q", counted("api.value.maxCharacters", LONGEST_TEXT));
    }
    JobIndex directory = service.index();
    return new TailFilter(
        references.stream()
            .map(reference -> directory.resolve(reference, call.caller()).id())
            .collect(Collectors.toSet()),
        call.query()
            .text("folder")
            .map(folder -> folders(folder, service.dependencies().folders())),
        call.query().text("queue"),
        LogRoutes.streams(call),
        text.map(t -> t.toLowerCase(Locale.ROOT)),
        text.flatMap(t -> KeptTextSearch.of(call.language(), t)),
        (int) call.query().whole("last", 0, MOST_LAST, USUAL_LAST));
  }

  private static Set<UUID> folders(String reference, FolderTree tree) {
    return tree.all()
        .filter(folder -> folder.id().toString().equals(reference))
        .findAny()
        .or(() -> tree.at(reference))
        .map(Folder::id)
        .map(tree::withAllBelow)
        .orElseThrow(() -> ApiException.invalid("folder", message("api.value.noFolder")));
  }

  boolean wants(Run run, JobIndex directory) {
    boolean byJob = jobs.isEmpty() || jobs.contains(run.jobId());
    boolean byQueue = queue.map(run.job().queue()::equals).orElse(true);
    return byJob
        && byQueue
        && folders.map(wanted -> isIn(directory.find(run.jobId()), wanted)).orElse(true);
  }

  private static boolean isIn(Optional<JobIndexEntry> job, Set<UUID> folders) {
    return job.flatMap(entry -> entry.details().folderId()).filter(folders::contains).isPresent();
  }

  boolean wants(LogLine line) {
    return streams.contains(line.stream())
        && (text.map(t -> line.text().toLowerCase(Locale.ROOT).contains(t)).orElse(true)
            || line.stream() == LogLine.Stream.SYSTEM
                && kept.flatMap(search -> search.find(line.text())).isPresent());
  }
}
