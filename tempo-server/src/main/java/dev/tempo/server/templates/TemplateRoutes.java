package dev.tempo.server.templates;

import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
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

  private Reply list(Call call) {
    List<Template> all = catalog.all();
    return Reply.ok(
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
