package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.projects.ProjectFiles.Opened;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends a file, or one range of it (RFC 9110, section 14), as something to be saved. */
final class FileDownload {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
  private static final int PIECE_BYTES = 65_536;

  private FileDownload() {}

  /** What of a file is sent. */
  private record Part(long from, long length) {}

  /**
   * Of a file as it is now; it is opened again when it is sent.
   *
   * @param range the header; more than one range, or one that cannot be read, means all
   * @param ifRange the tag that the range is of
   */
  static RouteResponse of(
      ProjectFiles files,
      ProjectFiles.Place place,
      FilePath path,
      Optional<String> range,
      Optional<String> ifRange) {
    Opened now = closed(files.open(place, path));
    long size = now.sizeBytes();
    Optional<Part> part =
        range
            .filter(asked -> ifRange.isEmpty() || ifRange.get().equals(now.etag()))
            .map(RANGE::matcher)
            .filter(Matcher::matches)
            .filter(asked -> !asked.group(1).isEmpty() || !asked.group(2).isEmpty())
            .map(asked -> part(asked, size));
    Part sent = part.orElse(new Part(0, size));
    RouteResponse response =
        RouteResponse.download(
                "application/octet-stream",
                path.name().toString(),
                out -> send(files.open(place, path), sent, out))
            .header("Content-Length", Long.toString(sent.length()))
            .header("Accept-Ranges", "bytes")
            .header("ETag", now.etag())
            .header("Content-Security-Policy", "default-src 'none'; sandbox");
    return part.isEmpty()
        ? response
        : response
            .status(206)
            .header(
                "Content-Range",
                String.format(
                    Locale.ROOT,
                    "bytes %d-%d/%d",
                    sent.from(),
                    sent.from() + sent.length() - 1,
                    size));
  }

  private static Opened closed(Opened file) {
    try {
      file.content().close();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Part part(Matcher range, long size) {
    long from;
    long to = size - 1;
    if (range.group(1).isEmpty()) {
      from = Math.max(0, size - Long.parseLong(range.group(2)));
    } else {
      from = Long.parseLong(range.group(1));
      to = range.group(2).isEmpty() ? to : Math.min(to, Long.parseLong(range.group(2)));
    }
    if (from > to) {
      throw ApiException.of(ErrorCode.RANGE_NOT_SATISFIABLE, message("api.project.range"))
          .header("Content-Range", "bytes */" + size);
    }
    return new Part(from, to - from + 1);
  }

  private static void send(Opened file, Part part, OutputStream out) throws IOException {
    try (FileChannel content = file.content()) {
      content.position(part.from());
      byte[] piece = new byte[PIECE_BYTES];
      long left = part.length();
      while (left > 0) {
        int count = content.read(ByteBuffer.wrap(piece, 0, (int) Math.min(left, piece.length)));
        if (count < 0) {
          throw new IOException("The file has become shorter while it was sent");
        }
        out.write(piece, 0, count);
        left -= count;
      }
    }
  }
}
