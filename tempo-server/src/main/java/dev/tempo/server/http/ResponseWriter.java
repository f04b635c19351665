package dev.tempo.server.http;

import dev.tempo.server.http.problem.ApiException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes responses. Texts that are not short go compressed to whoever takes that: a page of jobs is
 * a tenth of its size then. What is short is not, as the CSRF token is, whose length must tell
 * nothing.
 */
public final class ResponseWriter {
  private static final int SHORT_BYTES = 1_400;
  private static final int PIECE_BYTES = 16_384;

  /** What a download holds of itself, with what that was made from. */
  private static final long STREAM_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

  private ResponseWriter() {}

  /**
   * Takes the memory that a reply needs until it has been sent.
   *
   * @param refusable whether it may still be refused: nothing was changed for it
   * @throws ApiException 503 with {@code Retry-After} if there is none
   */
  public static void reserve(RouteResponse reply, AnswerBudget.Share memory, boolean refusable) {
    switch (reply.body()) {
      case RouteResponse.Body.Whole(byte[] bytes) -> memory.made(bytes.length, refusable);
      case RouteResponse.Body.Streamed streamed -> memory.expectAtLeast(STREAM_BYTES);
    }
  }

  public static void send(ServerRequest request, ServerResponse response, RouteResponse reply) {
    if (isKnown(request, reply)) {
      reply.headers().forEach(response::header);
      response.status(304).send();
      return;
    }
    response.status(reply.status());
    reply.contentType().ifPresent(type -> response.header(HeaderNames.CONTENT_TYPE, type));
    reply.headers().forEach(response::header);
    boolean head = request.prologue().method().text().equals("HEAD");
    switch (reply.body()) {
      case RouteResponse.Body.Whole(byte[] bytes) -> {
        byte[] encoded = isLongText(reply, bytes) ? encoded(request, response, bytes) : bytes;
        whole(response, encoded, head);
      }
      case RouteResponse.Body.Streamed(RouteResponse.Stream stream) when head ->
          measure(response, stream);
      case RouteResponse.Body.Streamed(RouteResponse.Stream stream) ->
          stream(response, reply.headers().keySet(), stream);
    }
  }

  /** Whether the client has what it would be sent, by the tag of it. */
  private static boolean isKnown(ServerRequest request, RouteResponse reply) {
    String tag = reply.headers().getOrDefault("ETag", "");
    return !tag.isEmpty()
        && Negotiation.has(request.headers().all(HeaderNames.IF_NONE_MATCH, List::of), tag);
  }

  /** Sends what is in memory, of which no copy is made if it is large. */
  static void whole(ServerResponse response, byte[] bytes, boolean head) {
    if (head) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
      response.send();
    } else if (bytes.length <= PIECE_BYTES) {
      response.send(bytes);
    } else {
      copy(response, new ByteArrayInputStream(bytes), bytes.length);
    }
  }

  /** Sends what is made while it is sent, and has this length. */
  static void copy(ServerResponse response, InputStream in, int length) {
    response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(length));
    stream(
        response,
        Set.of(),
        out -> {
          byte[] piece = new byte[PIECE_BYTES];
          for (int count = in.read(piece); count > 0; count = in.read(piece)) {
            out.write(piece, 0, count);
          }
        });
  }

  private static boolean isLongText(RouteResponse reply, byte[] bytes) {
    String type = reply.contentType().orElse("");
    return bytes.length > SHORT_BYTES
        && (type.startsWith("application/json") || type.startsWith("text/"));
  }

  private static byte[] encoded(ServerRequest request, ServerResponse response, byte[] bytes) {
    response.headers().add(HeaderNames.VARY, "Accept-Encoding");
    if (!Negotiation.takesGzip(request.headers().all(HeaderNames.ACCEPT_ENCODING, List::of))) {
      return bytes;
    }
    response.header(HeaderNames.CONTENT_ENCODING, "gzip");
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("What is in memory cannot be compressed", e);
    }
    return zipped.toByteArray();
  }

  /** A download's length is known only when it has been written: as much work as for a GET. */
  private static void measure(ServerResponse response, RouteResponse.Stream stream) {
    Measure length = new Measure();
    try {
      stream.writeTo(length);
    } catch (IOException e) {
      throw new UncheckedIOException("What is only counted cannot fail", e);
    }
    response.header(HeaderNames.CONTENT_LENGTH, Long.toString(length.bytes));
    response.send();
  }

  /** Counts what is written. */
  private static final class Measure extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int from, int count) {
      bytes += count;
    }
  }

  /**
   * What fails before its first byte is a failure as any other, with a status of its own. After
   * that it is not closed when it fails, which would end the body as if it were whole: the
   * connection is cut.
   */
  private static void stream(
      ServerResponse response, Set<String> headers, RouteResponse.Stream stream) {
    ClientStream out = new ClientStream(response::outputStream);
    try {
      stream.writeTo(out);
      out.close();
    } catch (IOException | RuntimeException e) {
      if (!out.isBegun()) {
        forget(response, headers);
        throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
      }
      if (out.isGone()) {
        LOG.debug("The client of a download is gone", e);
      } else {
        LOG.error("A download could not be finished", e);
      }
      throw new CloseConnectionException("A download could not be finished", e);
    }
  }

  /** Takes back what was said of a body that is not sent. */
  private static void forget(ServerResponse response, Set<String> headers) {
    response.headers().remove(HeaderNames.CONTENT_TYPE);
    response.headers().remove(HeaderNames.CONTENT_LENGTH);
    headers.forEach(name -> response.headers().remove(HeaderNames.create(name)));
  }

  /**
   * Tells a client that is gone, which is no fault, from a source that fails. Nothing is sent, no
   * header either, before something is written. Not thread-safe.
   */
  static final class ClientStream extends OutputStream {
    private final Supplier<OutputStream> body;
    private @Nullable OutputStream begun;
    private boolean isGone;

    ClientStream(Supplier<OutputStream> body) {
      this.body = body;
    }

    /** Whether anything was sent. */
    boolean isBegun() {
      return begun != null;
    }

    /** Whether what was written could not be sent. */
    boolean isGone() {
      return isGone;
    }

    @Override
    public void write(int one) throws IOException {
      send(out -> out.write(one));
    }

    @Override
    public void write(byte[] buffer, int from, int count) throws IOException {
      send(out -> out.write(buffer, from, count));
    }

    @Override
    public void flush() throws IOException {
      send(OutputStream::flush);
    }

    @Override
    public void close() throws IOException {
      send(OutputStream::close);
    }

    /** The server's sockets throw exceptions that are no {@link IOException}, too. */
    private void send(Step step) throws IOException {
      boolean isSent = false;
      try {
        OutputStream out = begun == null ? body.get() : begun;
        begun = out;
        step.run(out);
        isSent = true;
      } finally {
        isGone |= !isSent;
      }
    }

    private interface Step {
      void run(OutputStream out) throws IOException;
    }
  }
}
