package dev.tempo.server.jobdocs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobdocs.DocStore.Doc;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.Collection;
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

  private RouteResponse show(ApiRequest call) {
    return shown(job(call), language(call));
  }

  private RouteResponse save(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireDescribe(call.caller(), job);
    String language = language(call);
    JsonInput body = call.body();
    Optional<String> content = body.required("content", body.text("content", MAX_CONTENT));
    body.computed("requestedLanguage", "language", "languages", "updatedAt");
    body.end();
    store.save(job.id(), language, new Doc(content.orElseThrow(), time.nowMillis()));
    return shown(job, language);
  }

  private RouteResponse shown(JobIndexEntry job, String requested) {
    Map<String, Doc> docs = store.all(job.id());
    Optional<String> language =
        Stream.concat(Stream.of(requested, ENGLISH), docs.keySet().stream())
            .filter(docs::containsKey)
            .findFirst();
    Optional<Doc> doc = language.map(docs::get);
    return RouteResponse.ok(
        new DocResponse(
            requested,
            language,
            doc.map(Doc::content).orElse(""),
            doc.map(Doc::updatedAt),
            docs.keySet()));
  }

  /** What people wrote about a job, in the language that comes next to the requested one. */
  @Schema("ShownDocs")
  private record DocResponse(
      String requestedLanguage,
      Optional<String> language,
      String content,
      Optional<Instant> updatedAt,
      Collection<String> languages)
      implements ApiResponse {}

  /** The language asked for, else the one that the client prefers. */
  private static String language(ApiRequest call) {
    return call.query()
        .parsed("lang", DocRoutes::checked, message("api.allowed.language"))
        .orElseGet(() -> call.locale().getLanguage());
  }

  private static String checked(String text) {
    if (!DocStore.isLanguage(text)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
