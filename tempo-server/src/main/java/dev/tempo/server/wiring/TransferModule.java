package dev.tempo.server.wiring;

import dev.tempo.server.http.Feature;
import dev.tempo.server.importexport.JobItemRestorer;
import dev.tempo.server.importexport.TransferRoutes;
import dev.tempo.server.jobdocs.DocDirectory;
import dev.tempo.server.jobdocs.DocPlaces;
import dev.tempo.server.jobdocs.DocRoutes;
import dev.tempo.server.jobdocs.DocService;
import dev.tempo.server.jobdocs.DocStore;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Translator;
import dev.tempo.server.templates.TemplateRoutes;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What jobs are begun with, explained by, and taken along as. */
record TransferModule(ServerContext context, ServerServices services, Translator languages)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    TimeSource time = context.time();
    JobService jobs = services.jobs().jobs();
    DocStore docs = new DocStore(context.store().database());
    DocPlaces places = new DocPlaces(docs, services.scripts().files().tree(), this::docs);
    DocService pages = new DocService(jobs, places, languages, context.settings().address().base());
    context
        .restorers()
        .add(
            new JobItemRestorer(jobs, services.scripts().versions(), docs, services.users(), time));
    return List.of(
        new DocRoutes(pages, time),
        new TemplateRoutes(jobs.dependencies().beginnings().templates()),
        new TransferRoutes(jobs, services.scripts().versions(), docs, context.store(), time));
  }

  /** The pages about a script of a group lie beside it. */
  private Optional<DocDirectory> docs(UUID jobId) {
    Path groups = context.store().directory().orElseThrow().resolve("script_groups");
    return services
        .jobs()
        .groups()
        .index()
        .file(jobId)
        .map(
            script ->
                new DocDirectory(groups.resolve(script.group()), script.stem(), script.pages()));
  }
}
