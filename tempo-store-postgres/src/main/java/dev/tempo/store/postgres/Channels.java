package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.UuidCodec;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The names under which the topics of a schema are told of: a database has one set of names for all
 * its schemas, of 63 bytes at most. Immutable.
 */
final class Channels {
  private static final int LONGEST = 63;
  private static final int HASH_DIGITS = 12;

  private final String prefix;

  Channels(String schema) {
    this.prefix = "tempo/" + hash(schema).substring(0, HASH_DIGITS) + "/";
  }

  String of(String topic) {
    String name = prefix + topic;
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    return fits ? name : prefix + "#" + hash(topic);
  }

  private static String hash(String text) {
    UUID hash = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    return java.util.HexFormat.of().formatHex(UuidCodec.bytes(hash));
  }
}
