package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Characters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The fields of a head, in their order. Immutable.
 *
 * @param all in their order
 */
record Fields(List<Field> all) {

  Fields {
    all = List.copyOf(all);
  }

  /**
   * Reads lines strictly (RFC 9112 §5).
   *
   * @throws BadRequest if one is no field, or has control characters
   */
  static Fields parse(List<String> lines) {
    return new Fields(lines.stream().map(Fields::parse).toList());
  }

  private static Field parse(String line) {
    int colon = line.indexOf(':');
    if (colon < 0 || !Characters.isToken(line.substring(0, colon))) {
      throw new BadRequest(400, message("api.http.header"));
    }
    String name = line.substring(0, colon);
    String value = Characters.trim(line.substring(colon + 1));
    if (!Characters.isValue(value)) {
      throw new BadRequest(400, message("api.http.headerControl", "name", name));
    }
    return new Field(name, value);
  }

  boolean has(String name) {
    return all.stream().anyMatch(field -> field.is(name));
  }

  List<String> values(String name) {
    return all.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  Optional<String> first(String name) {
    return values(name).stream().findFirst();
  }

  /** The elements of a list of tokens, over all its lines, in lower case. */
  List<String> tokens(String name) {
    return values(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(token -> Characters.trim(token).toLowerCase(Locale.ROOT))
        .filter(token -> !token.isEmpty())
        .toList();
  }

  Fields without(Predicate<Field> unwanted) {
    return new Fields(all.stream().filter(unwanted.negate()).toList());
  }

  Fields with(String name, String value) {
    List<Field> more = new ArrayList<>(all);
    more.add(new Field(name, value));
    return new Fields(more);
  }

  /** The bytes of a head, each a character. */
  String head(String startLine) {
    StringBuilder head = new StringBuilder(512).append(startLine).append("\r\n");
    all.forEach(
        field -> head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
    return head.append("\r\n").toString();
  }
}
