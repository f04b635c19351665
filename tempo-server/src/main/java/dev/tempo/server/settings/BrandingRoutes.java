package dev.tempo.server.settings;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.transport.BasePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Name, logo and colour, which pages show before anybody has logged in. */
public final class BrandingRoutes implements Feature {
  private static final long MAX_LOGO_BYTES = 1 << 20;
  private static final Map<String, String> IMAGES =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "gif", "image/gif",
          "webp", "image/webp",
          "svg", "image/svg+xml");

  private final SettingsService settings;
  private final BasePath base;

  /**
   * Over the settings.
   *
   * @param base below which the server lies
   */
  public BrandingRoutes(SettingsService settings, BasePath base) {
    this.settings = settings;
    this.base = base;
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
        logoFile().map(file -> base.at("/api/branding/logo")),
        settings.get(Settings.DEFAULT_THEME),
        settings.get(Settings.DEFAULT_LANGUAGE));
  }

  private RouteResponse branding(ApiRequest call) {
    return RouteResponse.ok(
        SettingResponses.BrandingResponse.of(current(), settings.get(Settings.PUBLIC_PREVIEW)));
  }

  private RouteResponse logo(ApiRequest call) {
    Path file = logoFile().orElseThrow(() -> ApiException.notFound("logo", "logo"));
    try {
      return RouteResponse.document(IMAGES.get(extension(file)), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("The logo " + file + " cannot be read", e);
    }
  }

  /** The image, if it is one, and lies below the configuration also when links are followed. */
  private Optional<Path> logoFile() {
    String path = settings.get(Settings.LOGO_PATH);
    Path config = settings.configDirectory();
    Path file = config.resolve(path);
    try {
      boolean usable =
          !path.isEmpty()
              && IMAGES.containsKey(extension(file))
              && Files.isRegularFile(file)
              && file.toRealPath().startsWith(config.toRealPath())
              && Files.size(file) <= MAX_LOGO_BYTES;
      return usable ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // gone meanwhile, which is as if it were not there
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
