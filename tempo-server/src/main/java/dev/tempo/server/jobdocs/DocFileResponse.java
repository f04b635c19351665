package dev.tempo.server.jobdocs;

import dev.tempo.server.http.RouteResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Locale;
import java.util.Map;

/**
 * Answers with a file that somebody put beside a script. Browsers may show images, in which nothing
 * runs, and save anything else; none of it may load or do anything.
 */
final class DocFileResponse {
  private static final long MAX_IMAGE_BYTES = 8L << 20;
  private static final String OTHER = "application/octet-stream";

  private static final Map<String, String> IMAGES =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "gif", "image/gif",
          "webp", "image/webp",
          "avif", "image/avif",
          "svg", "image/svg+xml");

  private DocFileResponse() {}

  static RouteResponse of(DocFile file) {
    String name = file.path().getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String image = file.size() <= MAX_IMAGE_BYTES ? IMAGES.get(ending) : null;
    RouteResponse response =
        image == null ? saved(file, name) : RouteResponse.document(image, bytes(file));
    return response.header("Content-Security-Policy", "default-src 'none'; sandbox");
  }

  private static RouteResponse saved(DocFile file, String name) {
    return RouteResponse.download(
        OTHER,
        name,
        out -> {
          try (var in = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            in.transferTo(out);
          }
        });
  }

  private static byte[] bytes(DocFile file) {
    try (var in = Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes((int) MAX_IMAGE_BYTES);
    } catch (IOException e) {
      throw DocFiles.unreadable(e);
    }
  }
}
