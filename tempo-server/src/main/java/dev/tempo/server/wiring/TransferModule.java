package dev.tempo.server.wiring;

import dev.tempo.server.http.Feature;
import dev.tempo.server.importexport.TransferRoutes;
import dev.tempo.server.jobdocs.DocPlaces;
import dev.tempo.server.jobdocs.DocRoutes;
import dev.tempo.server.jobdocs.DocService;
import dev.tempo.server.jobdocs.DocStore;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Translator;
import dev.tempo.server.templates.TemplateRoutes;
import dev.tempo.time.TimeSource;
import java.util.List;

/** What jobs are begun with, explained by, and taken along as. */
record TransferModule(ServerContext context, ServerServices services, Translator languages)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    TimeSource time = context.time();
    JobService jobs = services.jobs().jobs();
    DocStore docs = new DocStore(context.store().database());
    DocPlaces places =
        new DocPlaces(docs, services.scripts().files().tree(), DocPlaces.Directories.NONE);
    DocService pages = new DocService(jobs, places, languages, context.settings().address().base());
    return List.of(
        new DocRoutes(pages, time),
        new TemplateRoutes(jobs.dependencies().beginnings().templates()),
        new TransferRoutes(jobs, services.scripts().versions(), docs, context.store(), time));
  }
}
