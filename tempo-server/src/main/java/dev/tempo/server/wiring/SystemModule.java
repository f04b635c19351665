package dev.tempo.server.wiring;

import dev.tempo.server.health.HostRoutes;
import dev.tempo.server.health.SystemRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.i18n.LanguageRoutes;
import dev.tempo.server.i18n.MessageCatalogs;
import dev.tempo.server.nodes.NodeRoutes;
import dev.tempo.server.openapi.OpenApiRoutes;
import dev.tempo.server.serverlog.SystemLogRoutes;
import dev.tempo.server.settings.BrandingRoutes;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsRoutes;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.settings.TimezoneRoutes;
import dev.tempo.server.transport.BasePath;
import java.util.List;

/** How the server itself does, and what it is told. */
record SystemModule(ServerContext context, SystemRoutes system, MessageCatalogs catalogs)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    SettingsService settings = context.config();
    BasePath base = context.settings().address().base();
    return List.of(
        new SystemLogRoutes(settings.directory().resolve("logs")),
        system,
        new HostRoutes(context.tempo()),
        new NodeRoutes(context.tempo()),
        new OpenApiRoutes(base),
        new SettingsRoutes(settings, catalogs::languages),
        new BrandingRoutes(settings, base),
        new LanguageRoutes(catalogs, () -> settings.get(Settings.DEFAULT_LANGUAGE)),
        new TimezoneRoutes(context.time()));
  }
}
