package dev.tempo.server.ui;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.ClassPathFolder;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.StaticFolder;
import dev.tempo.server.http.problem.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the frame in which the pages have diagrams drawn, and the library that draws them
 * (Mermaid), while a setting allows that; 404 otherwise. The library writes HTML of what somebody
 * wrote, so nothing is trusted in the frame: its sandbox gives it an origin that equals no other,
 * its policy lets it load the library and nothing else, and no other site may frame it.
 * Thread-safe.
 */
final class DiagramFrame implements StaticFolder {
  private static final String PATH = "/diagrams";
  private static final Pattern LIBRARY =
      Pattern.compile("/([0-9]+(?:\\.[0-9]+)+)/mermaid\\.min\\.js");
  private static final int NONCE_BYTES = 18;

  private final SecureRandom random = new SecureRandom();
  private final BooleanSupplier allowed;
  private final String document;

  /**
   * Reads the frame's document from the class path.
   *
   * @param allowed whether diagrams may be drawn; looked up for each request
   */
  DiagramFrame(BooleanSupplier allowed) {
    this.allowed = allowed;
    this.document =
        ClassPathFolder.read("META-INF/diagrams", "/frame.html")
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElseThrow(() -> new IllegalStateException("The pages lack the frame of diagrams"));
  }

  void register(Routes routes) {
    routes.page(PATH, this::frame);
    routes.files(PATH, this);
  }

  /** Whether diagrams may be drawn now. */
  boolean isAllowed() {
    return allowed.getAsBoolean();
  }

  /** The document is another one each time, as only what knows its nonce is executed in it. */
  private RouteResponse frame(ApiRequest call) {
    if (!isAllowed()) {
      throw ApiException.notFound("path", PATH);
    }
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    String nonce = Base64.getEncoder().encodeToString(bytes);
    return RouteResponse.document("text/html", document.replace("{nonce}", nonce))
        .header("Content-Security-Policy", policy(nonce))
        .header("X-Frame-Options", "SAMEORIGIN");
  }

  private static String policy(String nonce) {
    return "sandbox allow-scripts; default-src 'none'; script-src 'nonce-"
        + nonce
        + "'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
        + " frame-ancestors 'self'";
  }

  @Override
  public Optional<Found> find(String address) {
    Matcher library = LIBRARY.matcher(address);
    return isAllowed() && library.matches()
        ? Optional.of(new Found("/" + library.group(1) + "/dist/mermaid.min.js", Keeping.FOR_EVER))
        : Optional.empty();
  }

  @Override
  public Optional<byte[]> read(String name) {
    return ClassPathFolder.read("META-INF/resources/webjars/mermaid", name);
  }

  /** For a frame without an origin every server is another one. */
  @Override
  public boolean isForOtherOrigins() {
    return true;
  }
}
