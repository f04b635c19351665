package dev.tempo.server.docs;

import dev.tempo.server.docs.DocStore.Doc;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.time.TimeSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shows and keeps what people wrote about a job, a page for each language. Who asks for one that is
 * not there gets the English one, else any.
 */
public final class DocRoutes implements Feature {
  private static final int MAX_CONTENT = 200_000;
  private static final String ENGLISH = "en";

  private final JobService jobs;
  private final DocStore store;
  private final TimeSource time;

  /** Over the jobs and the pages about them. */
  public DocRoutes(JobService jobs, DocStore store, TimeSource time) {
    this.jobs = jobs;
    this.store = store;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/jobs/{job}/docs", this::show).put("/api/jobs/{job}/docs", this::save);
  }

  private Reply show(Call call) {
    return shown(job(call), language(call));
  }

  private Reply save(Call call) {
    JobEntry job = job(call);
    JobAccess.requireDescribe(call.caller(), job);
    String language = language(call);
    Input body = call.body();
    Optional<String> content = body.required("content", body.text("content", MAX_CONTENT));
    body.computed("requestedLanguage", "language", "languages", "updatedAt");
    body.end();
    store.save(job.id(), language, new Doc(content.orElseThrow(), time.nowMillis()));
    return shown(job, language);
  }

  private Reply shown(JobEntry job, String requested) {
    Map<String, Doc> docs = store.all(job.id());
    Optional<String> language =
        Stream.concat(Stream.of(requested, ENGLISH), docs.keySet().stream())
            .filter(docs::containsKey)
            .findFirst();
    Optional<Doc> doc = language.map(docs::get);
    return Reply.ok(
        Json.object()
            .put("requestedLanguage", requested)
            .put("language", language)
            .put("content", doc.map(Doc::content).orElse(""))
            .put("updatedAt", doc.map(Doc::updatedAt))
            .put("languages", docs.keySet()));
  }

  /** The language asked for, else the one that the client prefers. */
  private static String language(Call call) {
    return call.query()
        .parsed("lang", DocRoutes::checked, "a language such as en or pt-BR")
        .orElseGet(() -> call.locale().getLanguage());
  }

  private static String checked(String text) {
    if (!DocStore.isLanguage(text)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private JobEntry job(Call call) {
    return jobs.directory().resolve(call.path("job"), call.caller());
  }
}
