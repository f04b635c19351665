package dev.tempo.server.jobdocs;

import dev.tempo.message.Message;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.jobdocs.DocPlace.Edit;
import dev.tempo.server.jobdocs.DocResponses.DocumentedJobs;
import dev.tempo.server.jobdocs.DocResponses.RenderResponse;
import dev.tempo.server.jobdocs.DocResponses.TemplateResponse;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.markdown.MarkdownProblem;
import dev.tempo.server.message.Messages;
import dev.tempo.time.TimeSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Shows and keeps what people wrote about a job, a page for each language. Who asks for one that is
 * not there gets the English one, else any.
 */
public final class DocRoutes implements Feature {
  private static final int MAX_MARKDOWN = 200_000;

  /** What a reference to a job has at most. */
  private static final int MAX_REFERENCE = 1_000;

  /** A page takes some times its text while it is read and written. */
  private static final long PAGE_BYTES = 8L * MAX_MARKDOWN;

  private final DocService docs;
  private final TimeSource time;

  /** Over the pages. */
  public DocRoutes(DocService docs, TimeSource time) {
    this.docs = docs;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/docs", this::show)
        .put("/api/jobs/{job}/docs", this::save)
        .get("/api/jobs/{job}/docs/files/{path}", this::file)
        .post("/api/jobs/{job}/docs/template", this::template)
        .post("/api/docs/render", this::render)
        .get("/api/admin/documentation", this::overview);
  }

  private RouteResponse show(ApiRequest call) {
    call.expect(PAGE_BYTES);
    JobIndexEntry job = docs.job(call);
    return RouteResponse.ok(docs.shown(job, preferred(call), call));
  }

  private RouteResponse save(ApiRequest call) {
    JobIndexEntry job = docs.job(call);
    JobAccess.requireDescribe(call.caller(), job);
    JsonInput body = call.body();
    String language = language(body).orElseGet(() -> preferred(call));
    Optional<String> markdown = body.required("markdown", body.text("markdown", MAX_MARKDOWN));
    Optional<Long> version = body.whole("version", 0, Long.MAX_VALUE).value();
    body.computed(
        "language",
        "requested",
        "html",
        "languages",
        "missing",
        "toc",
        "path",
        "updatedAt",
        "problems");
    markdown.ifPresent(text -> check(body, text, job, call));
    body.end();
    OptionalLong basedOn = version.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    Edit edit = new Edit(markdown.orElseThrow(), basedOn, time.nowMillis());
    if (!docs.place(job).write(language, edit)) {
      throw ApiException.conflict(Messages.message("api.docs.stale"))
          .with("docs", Json.node(docs.shown(job, language, call)));
    }
    return RouteResponse.ok(docs.shown(job, language, call));
  }

  /** What could not be shown as it is meant is refused, with its line. */
  private void check(JsonInput body, String markdown, JobIndexEntry job, ApiRequest call) {
    for (MarkdownProblem problem : docs.render(markdown, job, call.caller()).errors()) {
      Violation.Place place = new Violation.Place(problem.line(), 1);
      body.violation("markdown", problem.message(), start(markdown, problem.line()), place);
    }
  }

  /** Where a line begins. */
  private static int start(String text, int line) {
    return text.lines().limit(line - 1L).mapToInt(one -> one.length() + 1).sum();
  }

  private RouteResponse file(ApiRequest call) {
    JobIndexEntry job = docs.job(call);
    String path = call.path("path");
    return docs.place(job)
        .file(path)
        .map(DocFileResponse::of)
        .orElseThrow(() -> ApiException.notFound("docFile", path));
  }

  private RouteResponse template(ApiRequest call) {
    JobIndexEntry job = docs.job(call);
    JobAccess.requireDescribe(call.caller(), job);
    JsonInput body = call.bodyOrEmpty();
    String language = language(body).orElseGet(() -> preferred(call));
    body.end();
    DocTemplate template = new DocTemplate(docs.languages().in(language));
    return RouteResponse.ok(new TemplateResponse(template.of(docs.jobs().load(job), language)));
  }

  private RouteResponse render(ApiRequest call) {
    call.expect(PAGE_BYTES);
    JsonInput body = call.body();
    Optional<String> markdown = body.required("markdown", body.text("markdown", MAX_MARKDOWN));
    Optional<String> reference = body.text("job", MAX_REFERENCE).value();
    body.end();
    String text = markdown.orElseThrow();
    return RouteResponse.ok(
        RenderResponse.of(
            reference
                .map(job -> docs.job(job, call.caller()))
                .map(job -> docs.render(text, job, call.caller()))
                .orElseGet(() -> docs.render(text, call.caller())),
            call.language()));
  }

  private RouteResponse overview(ApiRequest call) {
    return RouteResponse.ok(new DocumentedJobs(docs.overview(call.caller())));
  }

  private static Optional<String> language(JsonInput body) {
    return body.parsed("lang", DocRoutes::checked, Messages.message("api.allowed.language"))
        .value();
  }

  /** The language asked for, else the one that the client prefers. */
  private static String preferred(ApiRequest call) {
    Message allowed = Messages.message("api.allowed.language");
    return call.query()
        .parsed("lang", DocRoutes::checked, allowed)
        .orElseGet(() -> call.language().language());
  }

  private static String checked(String text) {
    if (!DocStore.isLanguage(text)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
