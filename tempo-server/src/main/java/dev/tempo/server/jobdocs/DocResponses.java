package dev.tempo.server.jobdocs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.markdown.MarkdownProblem;
import dev.tempo.server.markdown.RenderedMarkdown;
import dev.tempo.server.message.Translation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about the documentation of jobs. */
final class DocResponses {
  private DocResponses() {}

  /**
   * A page, in the language that comes next to the requested one.
   *
   * @param version of the page in the requested language
   */
  @Schema("ShownDocs")
  record DocResponse(
      Optional<String> language,
      String requested,
      String markdown,
      String html,
      Collection<String> languages,
      Collection<String> missing,
      List<TocLine> toc,
      Optional<String> path,
      Optional<Instant> updatedAt,
      long version,
      List<Problem> problems)
      implements ApiResponse {}

  /** A text that is kept nowhere. */
  @Schema("RenderedDocs")
  record RenderResponse(String html, List<TocLine> toc, List<Problem> problems)
      implements ApiResponse {

    static RenderResponse of(RenderedMarkdown rendered, Translation language) {
      return new RenderResponse(
          rendered.html(), TocLine.of(rendered), Problem.of(rendered.problems(), language));
    }
  }

  /** A heading. */
  record TocLine(int level, String text, String anchor) implements ApiResponse {

    static List<TocLine> of(RenderedMarkdown rendered) {
      return rendered.toc().stream()
          .map(entry -> new TocLine(entry.level(), entry.text(), entry.anchor()))
          .toList();
    }
  }

  /** What is wrong with a line. */
  record Problem(int line, String message, String severity) implements ApiResponse {

    static List<Problem> of(List<MarkdownProblem> problems, Translation language) {
      return problems.stream()
          .map(
              problem ->
                  new Problem(
                      problem.line(),
                      language.text(problem.message()),
                      problem.error() ? "error" : "warning"))
          .toList();
    }
  }

  @Schema("DocTemplate")
  record TemplateResponse(String markdown) implements ApiResponse {}

  @Schema("DocumentedJobs")
  record DocumentedJobs(List<DocumentedJob> jobs) implements ApiResponse {}

  /** How well a job is documented. */
  record DocumentedJob(
      UUID jobId,
      String name,
      Optional<String> groupId,
      Collection<String> languages,
      Collection<String> missing,
      int problems,
      Optional<Instant> updatedAt)
      implements ApiResponse {}
}
