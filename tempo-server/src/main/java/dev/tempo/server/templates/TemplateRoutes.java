package dev.tempo.server.templates;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import java.util.List;
import java.util.Optional;

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
        new TemplateResponse.Page(
            all.stream().map(one -> TemplateResponse.of(one, call.language())).toList(),
            all.size(),
            true,
            Optional.empty()));
  }
}
