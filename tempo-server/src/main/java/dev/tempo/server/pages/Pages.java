package dev.tempo.server.pages;

import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.transport.BasePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the pages: one document for all of them, which builds what its path asks for, and the
 * modules and styles that it loads.
 */
public final class Pages implements Feature {
  private static final String UI = "META-INF/ui";

  /** Addresses of files, in attributes and in the import map. */
  private static final Pattern FILES = Pattern.compile("\"(?=/(?:ui|webjars|_static)/)");

  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  /** The paths that people may open or bookmark. */
  private static final List<String> PATHS =
      List.of(
          "/",
          "/jobs",
          "/jobs/{job}",
          "/runs",
          "/runs/{id}",
          "/search",
          "/account",
          "/admin",
          "/admin/{section}",
          "/docs");

  private final String document;

  /**
   * With the document read from the class path, and all addresses in it as the browser must know
   * them.
   *
   * @param base below which the pages lie, which the document tells its modules
   */
  public Pages(BasePath base) {
    String written = read(UI + "/index.html");
    this.document =
        FILES
            .matcher(written)
            .replaceAll(Matcher.quoteReplacement('"' + base.text()))
            .replaceFirst(
                "<html ", Matcher.quoteReplacement("<html data-base=\"" + base.text() + "\" "));
  }

  @Override
  public void register(Routes routes) {
    PATHS.forEach(path -> routes.page(path, this::page));
    routes.nowhere(call -> Reply.missing(document));
    routes.files("/ui", UI);
    routes.files("/webjars", "META-INF/resources/webjars");
    routes.files("/_static", "META-INF/resources/_static");
  }

  /** The hash of the document's import map, by which a browser may know that it is ours. */
  public String importMapHash() {
    Matcher map = IMPORT_MAP.matcher(document);
    if (!map.find()) {
      throw new IllegalStateException(UI + "/index.html has no import map");
    }
    byte[] text = map.group(1).getBytes(StandardCharsets.UTF_8);
    return "sha256-" + Base64.getEncoder().encodeToString(sha256(text));
  }

  private Reply page(Call call) {
    return Reply.document("text/html", document);
  }

  private static String read(String resource) {
    try (InputStream in = Pages.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The jar is damaged: " + resource + " cannot be read", e);
    }
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
