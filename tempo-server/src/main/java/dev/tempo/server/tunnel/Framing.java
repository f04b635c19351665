package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Characters;
import java.util.List;

/** How the end of a body is known (RFC 9112 §6). */
sealed interface Framing {

  /** There is no body. */
  record None() implements Framing {}

  /** A body of so many bytes. */
  record Sized(long bytes) implements Framing {}

  /** A body in chunks. */
  record Chunked() implements Framing {}

  /** A body that ends with its connection; of answers only. */
  record UntilClose() implements Framing {}

  /**
   * Reads what fields say, and refuses what two readers could read in two ways (§6.3, §11.2).
   *
   * @param otherwise holds if they say nothing
   * @throws BadRequest if it must be refused
   */
  static Framing of(Fields fields, Framing otherwise) {
    List<String> codings = fields.values("Transfer-Encoding");
    List<String> lengths = fields.values("Content-Length");
    if (!codings.isEmpty() && !lengths.isEmpty()) {
      throw new BadRequest(400, message("api.http.lengthAndCoding"));
    }
    if (!codings.isEmpty()) {
      if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
        throw new BadRequest(400, message("api.http.coding"));
      }
      return new Chunked();
    }
    return lengths.isEmpty() ? otherwise : sized(lengths);
  }

  private static Framing sized(List<String> lengths) {
    if (lengths.size() != 1 || !Characters.isDigits(lengths.getFirst())) {
      throw new BadRequest(400, message("api.http.length"));
    }
    try {
      long bytes = Long.parseLong(lengths.getFirst());
      return bytes == 0 ? new None() : new Sized(bytes);
    } catch (NumberFormatException e) {
      throw new BadRequest(413, message("api.http.lengthTooLarge"));
    }
  }
}
