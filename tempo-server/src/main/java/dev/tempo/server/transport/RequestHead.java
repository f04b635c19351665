package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A request's line and headers, read by the letter of RFC 9112: whatever two readers could take for
 * two different requests is refused (§11.2), since what stands before this server may be the other
 * reader. What is legal in several ways is written anew in the one way that the web server reads.
 *
 * @param bytes what the web server is given to read
 * @param body how long the body is
 * @param closes whether the client wants no further request on this connection
 */
record RequestHead(byte[] bytes, Body body, boolean closes) {
  private static final int MAX_FIELDS = 100;

  /** How the end of a body is known (§6). */
  sealed interface Body {}

  /** A body of so many bytes, or none. */
  record Sized(long bytes) implements Body {}

  /** A body in chunks. */
  record Chunked() implements Body {}

  private record Field(String name, String value) {
    boolean is(String expected) {
      return name.equalsIgnoreCase(expected);
    }
  }

  /**
   * Reads a head.
   *
   * @param lines all of it, each byte a character, without the empty line at its end
   * @param base is taken away from its target
   * @throws BadRequest if it must be refused
   */
  static RequestHead parse(List<String> lines, BasePath base) {
    RequestLine line = RequestLine.parse(lines.getFirst()).below(base);
    List<Field> fields = fields(lines.subList(1, lines.size()));
    Body body = body(fields);
    String host = line.host().map(RequestHead::authority).orElse(host(fields));
    List<String> connection = list(fields, "Connection");
    boolean closes = connection.contains("close");
    List<Field> written = new ArrayList<>();
    written.add(new Field("Host", host));
    fields.stream().filter(field -> !isRewritten(field)).forEach(written::add);
    written.addAll(framing(body));
    expectation(fields, written);
    boolean upgrades =
        connection.contains("upgrade") && list(fields, "Upgrade").contains("websocket");
    if (upgrades) {
      written.add(new Field("Upgrade", "websocket"));
    }
    String kept = upgrades ? "upgrade" : "keep-alive";
    written.add(new Field("Connection", closes && !upgrades ? "close" : kept));
    return new RequestHead(write(line, written), body, closes);
  }

  private static List<Field> fields(List<String> lines) {
    if (lines.size() > MAX_FIELDS) {
      throw new BadRequest(431, counted("api.http.headers", MAX_FIELDS));
    }
    return lines.stream().map(RequestHead::field).toList();
  }

  private static Field field(String line) {
    int colon = line.indexOf(':');
    if (colon < 0 || !Characters.isToken(line.substring(0, colon))) {
      throw new BadRequest(400, message("api.http.header"));
    }
    String value = Characters.trim(line.substring(colon + 1));
    if (!Characters.isValue(value)) {
      throw new BadRequest(
          400, message("api.http.headerControl", "name", line.substring(0, colon)));
    }
    return new Field(line.substring(0, colon), value);
  }

  private static Body body(List<Field> fields) {
    List<String> lengths = values(fields, "Content-Length");
    List<String> codings = values(fields, "Transfer-Encoding");
    if (!lengths.isEmpty() && !codings.isEmpty()) {
      throw new BadRequest(400, message("api.http.lengthAndCoding"));
    }
    if (!codings.isEmpty()) {
      if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
        throw new BadRequest(400, message("api.http.coding"));
      }
      return new Chunked();
    }
    return new Sized(lengths.isEmpty() ? 0 : length(lengths));
  }

  private static long length(List<String> lengths) {
    if (lengths.size() != 1 || !Characters.isDigits(lengths.getFirst())) {
      throw new BadRequest(400, message("api.http.length"));
    }
    try {
      return Long.parseLong(lengths.getFirst());
    } catch (NumberFormatException e) {
      throw new BadRequest(413, message("api.http.lengthTooLarge"));
    }
  }

  private static String host(List<Field> fields) {
    List<String> hosts = values(fields, "Host");
    if (hosts.size() != 1) {
      throw new BadRequest(400, message("api.http.oneHost"));
    }
    return authority(hosts.getFirst());
  }

  private static String authority(String host) {
    if (!Characters.isAuthority(host)) {
      throw new BadRequest(400, message("api.http.host"));
    }
    return host;
  }

  private static boolean isRewritten(Field field) {
    return Stream.of(
            "Host",
            "Content-Length",
            "Transfer-Encoding",
            "Connection",
            "Keep-Alive",
            "Upgrade",
            "Expect",
            "TE",
            "Trailer")
        .anyMatch(field::is);
  }

  private static List<Field> framing(Body body) {
    return switch (body) {
      case Chunked chunked -> List.of(new Field("Transfer-Encoding", "chunked"));
      case Sized(long bytes) when bytes > 0 ->
          List.of(new Field("Content-Length", Long.toString(bytes)));
      case Sized none -> List.of();
    };
  }

  private static void expectation(List<Field> fields, List<Field> written) {
    List<String> expected = values(fields, "Expect");
    if (expected.isEmpty()) {
      return;
    }
    if (expected.size() != 1 || !expected.getFirst().equalsIgnoreCase("100-continue")) {
      throw new BadRequest(417, message("api.http.expect"));
    }
    written.add(new Field("Expect", "100-continue"));
  }

  private static List<String> values(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  /** The elements of a list of tokens, over all its lines, in lower case. */
  private static List<String> list(List<Field> fields, String name) {
    return values(fields, name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(element -> Characters.trim(element).toLowerCase(Locale.ROOT))
        .toList();
  }

  private static byte[] write(RequestLine line, List<Field> fields) {
    StringBuilder head = new StringBuilder(512);
    head.append(line.method()).append(' ').append(line.target()).append(" HTTP/1.1\r\n");
    fields.forEach(f -> head.append(f.name()).append(": ").append(f.value()).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
