package dev.tempo.server.i18n;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/** The languages of the pages, and the texts in each, which need no log-in. */
public final class LanguageRoutes implements Feature {
  private final MessageCatalogs catalogs;
  private final Supplier<String> usual;

  /**
   * Over the catalogues.
   *
   * @param usual the language of who asks for none that there is; looked up each time
   */
  public LanguageRoutes(MessageCatalogs catalogs, Supplier<String> usual) {
    this.catalogs = catalogs;
    this.usual = usual;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/i18n/languages", this::languages).get("/api/i18n/{language}", this::texts);
  }

  private RouteResponse languages(ApiRequest call) {
    return tagged(
        new LanguageList(
            catalogs.languages().stream()
                .flatMap(one -> catalogs.find(one).stream())
                .map(this::language)
                .toList()));
  }

  private LanguageResponse language(MessageCatalog catalog) {
    return new LanguageResponse(
        catalog.language(),
        name(catalog.language()),
        catalog.language().equals(usual.get()),
        catalog.complete());
  }

  @Schema("Languages")
  private record LanguageList(List<LanguageResponse> languages) implements ApiResponse {}

  /** A language, and which share of the texts it has of its own. */
  private record LanguageResponse(
      String code, String name, @Named("default") boolean usual, double complete)
      implements ApiResponse {}

  /** The texts of a language by their keys, and the keys of those that are English. */
  @Schema("LanguageTexts")
  private record LanguageTexts(
      String language, Map<String, String> texts, Collection<String> english)
      implements ApiResponse {}

  private RouteResponse texts(ApiRequest call) {
    String language = call.path("language");
    MessageCatalog catalog =
        catalogs.find(language).orElseThrow(() -> ApiException.notFound("language", language));
    boolean pages =
        call.query()
            .parsed("of", LanguageRoutes::isOfPages, JsonValues.oneOf(List.of("all", "pages")))
            .orElse(false);
    Predicate<String> wanted = key -> !pages || !Messages.isOfServer(key);
    Map<String, String> texts = new TreeMap<>(catalog.texts());
    texts.keySet().removeIf(wanted.negate());
    List<String> english = catalog.english().stream().filter(wanted).toList();
    return tagged(new LanguageTexts(language, texts, english)).header("Content-Language", language);
  }

  private static boolean isOfPages(String part) {
    return switch (part) {
      case "pages" -> true;
      case "all" -> false;
      default -> throw new IllegalArgumentException(part);
    };
  }

  /** What a language calls itself. */
  private static String name(String language) {
    Locale locale = Locale.forLanguageTag(language);
    String name = locale.getDisplayName(locale);
    return Character.toTitleCase(name.charAt(0)) + name.substring(1);
  }

  private static RouteResponse tagged(ApiResponse data) {
    CRC32 sum = new CRC32();
    sum.update(Json.bytes(data));
    return RouteResponse.ok(data)
        .header("ETag", '"' + Long.toHexString(sum.getValue()) + '"')
        .header("Cache-Control", "no-cache"); // kept, and asked for each time
  }
}
