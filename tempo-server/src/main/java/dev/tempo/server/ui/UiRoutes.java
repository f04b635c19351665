package dev.tempo.server.ui;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.ClassPathFolder;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.filter.SecurityHeaders;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.i18n.MessageCatalogs;
import dev.tempo.server.settings.Branding;
import dev.tempo.server.transport.BasePath;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Serves the pages: one document for all of them, which builds what its path asks for, and the
 * modules and styles that it loads. Which paths are pages stands in the pages' own table of routes
 * alone, {@code shell/routes.js}, which is read once, when the server starts.
 */
public final class UiRoutes implements Feature {
  /**
   * The system property that names a directory whose files are served in the place of the jar's
   * own, read anew each time; for who works on the pages.
   */
  public static final String DIRECTORY = "tempo.ui.directory";

  private final UiFiles files = UiFiles.ofThisProcess();
  private final Documents documents;
  private final Supplier<Branding> branding;
  private final BooleanSupplier needsSetup;
  private final DiagramFrame diagrams;

  /**
   * With the document read from the class path.
   *
   * @param base below which the pages lie, which the document tells its modules
   * @param branding how the server calls itself; looked up for each page
   * @param needsSetup whether there is no account yet; looked up for each page
   * @param catalogs knows in which languages they can be
   * @param diagrams whether they may draw diagrams; looked up for each page
   */
  public UiRoutes(
      BasePath base,
      Supplier<Branding> branding,
      BooleanSupplier needsSetup,
      MessageCatalogs catalogs,
      BooleanSupplier diagrams) {
    this.documents = new Documents(files, base, catalogs);
    this.branding = branding;
    this.needsSetup = needsSetup;
    this.diagrams = new DiagramFrame(diagrams);
  }

  @Override
  public void register(Routes routes) {
    documents.paths().forEach(path -> routes.page(path, call -> page(path, call)));
    routes.page("/ui/build.json", this::build);
    routes.notFound(
        call -> {
          boolean drawing = diagrams.isAllowed();
          return framing(RouteResponse.missing(documents.nowhere(facts(drawing))), drawing);
        });
    diagrams.register(routes);
    routes.files("/ui", files);
    routes.files("/webjars", new ClassPathFolder("META-INF/resources/webjars"));
    routes.files("/_static", new ClassPathFolder("META-INF/resources/_static"));
  }

  /**
   * The hashes of the document's inline scripts, by which a browser may know that they are ours.
   */
  public List<String> scriptHashes() {
    return documents.scriptHashes();
  }

  private RouteResponse page(String path, ApiRequest call) {
    Optional<String> part =
        path.contains("{section}") ? Optional.of(call.path("section")) : call.query().text("tab");
    boolean drawing = diagrams.isAllowed();
    return framing(
        RouteResponse.document("text/html", documents.of(path, part, facts(drawing))), drawing);
  }

  private Documents.Facts facts(boolean drawing) {
    return new Documents.Facts(branding.get(), needsSetup.getAsBoolean(), drawing);
  }

  /** A document that says that there are diagrams is the one whose policy lets it frame them. */
  private RouteResponse framing(RouteResponse page, boolean drawing) {
    return drawing
        ? page.header("Content-Security-Policy", SecurityHeaders.policy(scriptHashes(), true))
        : page;
  }

  /** Which pages these are: by it one that was opened before an upgrade knows that it is old. */
  private RouteResponse build(ApiRequest call) {
    return RouteResponse.document(
        "application/json", Json.bytes(Json.object().put("build", files.build()).node()));
  }
}
