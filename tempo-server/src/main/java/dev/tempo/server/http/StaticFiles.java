package dev.tempo.server.http;

import dev.tempo.server.http.StaticFolder.Found;
import dev.tempo.server.http.StaticFolder.Keeping;
import dev.tempo.server.http.problem.ApiException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Serves classpath resources with gzip and ETag/304 support. Each is read and compressed once, when
 * first asked for, and kept compressed, which is also how browsers ask. Thread-safe.
 */
public final class StaticFiles implements Handler {
  /** A name of plain segments: none is empty, none begins with a dot. */
  private static final Pattern NAME = Pattern.compile("(?:/[A-Za-z0-9_@-][A-Za-z0-9_@.-]*)+");

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "map", "application/json",
          "svg", "image/svg+xml");

  private static final Header FOR_OTHER_ORIGINS =
      HeaderValues.create("Cross-Origin-Resource-Policy", "cross-origin");

  private final StaticFolder folder;
  private final ConcurrentMap<String, StaticFile> files = new ConcurrentHashMap<>();

  public StaticFiles(StaticFolder folder) {
    this.folder = folder;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    String name = "/" + request.path().pathParameters().get("file");
    Optional<Found> found = NAME.matcher(name).matches() ? folder.find(name) : Optional.empty();
    StaticFile file =
        found
            .flatMap(this::file)
            .orElseThrow(() -> ApiException.notFound("path", request.path().path()));
    boolean zipped =
        Negotiation.takesGzip(request.headers().all(HeaderNames.ACCEPT_ENCODING, List::of));
    response.header(HeaderNames.CACHE_CONTROL, found.get().keeping().cacheControl());
    response.header(HeaderNames.ETAG, file.tag());
    response.header(HeaderNames.VARY, "Accept-Encoding");
    if (folder.isForOtherOrigins()) {
      response.headers().set(FOR_OTHER_ORIGINS);
    }
    if (Negotiation.has(request.headers().all(HeaderNames.IF_NONE_MATCH, List::of), file.tag())) {
      response.status(304).send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, file.type());
    boolean head = request.prologue().method().text().equals("HEAD");
    if (zipped) {
      response.header(HeaderNames.CONTENT_ENCODING, "gzip");
      ResponseWriter.whole(response, file.zipped(), head);
    } else if (head) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(file.length()));
      response.send();
    } else {
      ResponseWriter.copy(
          response, file.plain(), file.length()); // never whole: nobody must be known for it
    }
  }

  private Optional<StaticFile> file(Found found) {
    String name = found.name();
    Optional<String> type =
        Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    if (found.keeping() == Keeping.NOT) {
      return type.flatMap(t -> folder.read(name).map(content -> StaticFile.of(t, content)));
    }
    return type.flatMap(t -> Optional.ofNullable(files.computeIfAbsent(name, n -> read(n, t))));
  }

  private StaticFile read(String name, String type) {
    return folder.read(name).map(content -> StaticFile.of(type, content)).orElse(null);
  }

  /**
   * @param type its content type
   * @param tag what changes with its content
   * @param length of its content in bytes
   * @param zipped its content, compressed
   */
  private record StaticFile(String type, String tag, int length, byte[] zipped) {
    private static final int TAG_BYTES = 12;

    static StaticFile of(String type, byte[] content) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
        out.write(content);
      } catch (IOException e) {
        throw new UncheckedIOException("What is in memory cannot be compressed", e);
      }
      byte[] hash = Arrays.copyOf(sha256(content), TAG_BYTES);
      String tag = '"' + HexFormat.of().formatHex(hash) + '"';
      return new StaticFile(type, tag, content.length, zipped.toByteArray());
    }

    InputStream plain() {
      try {
        return new GZIPInputStream(new ByteArrayInputStream(zipped));
      } catch (IOException e) {
        throw new UncheckedIOException("What was compressed in memory cannot be read", e);
      }
    }

    private static byte[] sha256(byte[] content) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(content);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has SHA-256", e);
      }
    }
  }
}
