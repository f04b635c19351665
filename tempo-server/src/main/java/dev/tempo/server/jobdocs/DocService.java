package dev.tempo.server.jobdocs;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.jobdocs.DocResponses.DocResponse;
import dev.tempo.server.jobdocs.DocResponses.DocumentedJob;
import dev.tempo.server.jobdocs.DocResponses.Problem;
import dev.tempo.server.jobdocs.DocResponses.TocLine;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.markdown.LinkTargets;
import dev.tempo.server.markdown.MarkdownRenderer;
import dev.tempo.server.markdown.RenderedMarkdown;
import dev.tempo.server.message.Translator;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.transport.BasePath;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds, renders and checks the pages about jobs, each for the one who reads it. Thread-safe. */
public final class DocService {
  private static final String ENGLISH = "en";

  private final JobService jobs;
  private final DocPlaces places;
  private final Translator languages;
  private final BasePath base;

  /**
   * Over the jobs and the pages about them.
   *
   * @param languages in which pages may be missing
   * @param base what stands before the paths of links
   */
  public DocService(JobService jobs, DocPlaces places, Translator languages, BasePath base) {
    this.jobs = jobs;
    this.places = places;
    this.languages = languages;
    this.base = base;
  }

  JobIndexEntry job(ApiRequest call) {
    return job(call.path("job"), call.caller());
  }

  JobIndexEntry job(String reference, Caller caller) {
    return index().resolve(reference, caller);
  }

  JobIndex index() {
    return jobs.index();
  }

  JobService jobs() {
    return jobs;
  }

  Translator languages() {
    return languages;
  }

  DocPlace place(JobIndexEntry job) {
    return places.of(job);
  }

  /** A text as it is shown where it lies among the pages of a job. */
  RenderedMarkdown render(String markdown, JobIndexEntry job, Caller caller) {
    return MarkdownRenderer.render(markdown, new JobLinks(reader(caller), job, place(job)));
  }

  /** A text as it is shown anywhere. */
  RenderedMarkdown render(String markdown, Caller caller) {
    return MarkdownRenderer.render(markdown, reader(caller).outside());
  }

  /** The page of a language, else the English one, else any. */
  DocResponse shown(JobIndexEntry job, String requested, ApiRequest call) {
    DocPlace place = place(job);
    Map<String, DocPage> pages = place.pages();
    Optional<String> served =
        Stream.concat(Stream.of(requested, ENGLISH), pages.keySet().stream())
            .filter(pages::containsKey)
            .findFirst();
    Optional<DocPage> page = served.map(pages::get);
    String markdown = page.map(DocPage::markdown).orElse("");
    LinkTargets targets = new JobLinks(reader(call.caller()), job, place);
    RenderedMarkdown rendered = MarkdownRenderer.render(markdown, targets);
    return new DocResponse(
        served,
        requested,
        markdown,
        rendered.html(),
        pages.keySet(),
        missing(pages.keySet()),
        TocLine.of(rendered),
        place.path(served.orElse(requested)),
        page.map(DocPage::updatedAt),
        Optional.ofNullable(pages.get(requested)).map(DocPage::version).orElse(DocPage.NONE),
        Problem.of(rendered.problems(), call.language()));
  }

  /** How well the jobs are documented that somebody may see, by name. */
  List<DocumentedJob> overview(Caller caller) {
    return index()
        .visibleTo(caller)
        .sorted(
            Comparator.comparing(JobIndexEntry::name, String.CASE_INSENSITIVE_ORDER)
                .thenComparing(JobIndexEntry::id))
        .map(job -> overview(job, caller))
        .toList();
  }

  private DocumentedJob overview(JobIndexEntry job, Caller caller) {
    DocPlace place = place(job);
    Map<String, DocPage> pages = place.pages();
    LinkTargets targets = new JobLinks(reader(caller), job, place);
    int problems =
        pages.values().stream()
            .mapToInt(page -> MarkdownRenderer.render(page.markdown(), targets).problems().size())
            .sum();
    Optional<Instant> updatedAt =
        pages.values().stream().map(DocPage::updatedAt).max(Comparator.naturalOrder());
    return new DocumentedJob(
        job.id(),
        job.name(),
        job.origin().groupId(),
        pages.keySet(),
        missing(pages.keySet()),
        problems,
        updatedAt);
  }

  /** The languages of the pages in which one about a job is not there. */
  private Set<String> missing(Set<String> there) {
    Set<String> missing = new TreeSet<>(languages.languages());
    missing.removeAll(there);
    return missing;
  }

  private JobLinks.Reader reader(Caller caller) {
    return new JobLinks.Reader(index(), caller, base);
  }
}
