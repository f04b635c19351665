package dev.tempo.store.sqlite;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Ids as SQLite keeps them: 16 bytes. */
final class LogUuids {

  private LogUuids() {}

  static byte[] toBytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  static UUID fromBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
