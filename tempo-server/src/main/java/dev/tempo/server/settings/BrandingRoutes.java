package dev.tempo.server.settings;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.transport.BasePath;
import java.util.Optional;

/** Name, logo and colour, which pages show before anybody has logged in. */
public final class BrandingRoutes implements Feature {
  private final SettingsService settings;
  private final BasePath base;
  private final LogoFile logo;

  /**
   * Over the settings.
   *
   * @param base below which the server lies
   */
  public BrandingRoutes(SettingsService settings, BasePath base) {
    this.settings = settings;
    this.base = base;
    this.logo = new LogoFile(settings);
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/branding", this::branding).get("/api/branding/logo", this::logo);
  }

  /** How the server calls itself now. */
  public Branding current() {
    return new Branding(
        settings.get(Settings.PRODUCT_NAME),
        Optional.of(settings.get(Settings.ACCENT_COLOR)).filter(colour -> !colour.isEmpty()),
        logo.find(Settings.LOGO_PATH).map(file -> base.at("/api/branding/logo")),
        settings.get(Settings.DEFAULT_THEME),
        settings.get(Settings.DEFAULT_LANGUAGE));
  }

  private RouteResponse branding(ApiRequest call) {
    return RouteResponse.ok(
        SettingResponses.BrandingResponse.of(current(), settings.get(Settings.PUBLIC_PREVIEW)));
  }

  private RouteResponse logo(ApiRequest call) {
    return logo.read(Settings.LOGO_PATH)
        .map(image -> RouteResponse.document(image.type(), image.bytes()))
        .orElseThrow(() -> ApiException.notFound("logo", "logo"));
  }
}
