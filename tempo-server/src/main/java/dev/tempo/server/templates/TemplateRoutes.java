package dev.tempo.server.templates;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import java.util.List;

/** Lists what new jobs can start from. */
public final class TemplateRoutes implements Feature {
  private final TemplateCatalog catalog;

  /** Over a catalog. */
  public TemplateRoutes(TemplateCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/templates", this::list);
  }

  private RouteResponse list(ApiRequest call) {
    List<Template> all = catalog.all();
    return RouteResponse.ok(
        Json.object()
            .put("templates", Json.array(all, TemplateRoutes::shown))
            .put("total", all.size())
            .put("totalIsExact", true)
            .put("nextCursor", null));
  }

  private static Json.Object shown(Template template) {
    return Json.object()
        .put("id", template.id())
        .put("name", template.name())
        .putAll(template.job());
  }
}
