package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tempo.files.HeldDirectory;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Looks whether files that are called JSON are it. */
final class JsonFiles {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonFiles() {}

  /**
   * Checks a file, if its name says that it is JSON.
   *
   * @param unfinished where it is before it takes its place
   * @throws ApiException 422 with line and column if it holds not one JSON value
   */
  static void require(HeldDirectory in, Path unfinished, FilePath path) throws IOException {
    if (!path.name().toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      return;
    }
    try (FileChannel content = in.read(unfinished);
        JsonParser parser = JSON.createParser(Channels.newInputStream(content))) {
      int values = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        values++;
        if (token.isStructStart()) {
          parser.skipChildren();
        }
      }
      if (values != 1) {
        throw notJson(parser.currentLocation());
      }
    } catch (JsonProcessingException e) {
      throw notJson(e.getLocation());
    }
  }

  private static ApiException notJson(com.fasterxml.jackson.core.JsonLocation at) {
    return ApiException.invalid(
        List.of(
            Violation.at(
                "body",
                message("api.project.notJson"),
                (int) Math.max(0, Math.min(Integer.MAX_VALUE, at.getByteOffset())),
                new Violation.Place(at.getLineNr(), Math.max(1, at.getColumnNr())))));
  }
}
