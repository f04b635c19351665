package dev.tempo.store.jdbc;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Converts UUIDs to the 16 bytes, most significant first, that columns hold, and back. */
public final class UuidCodec {
  private static final int LENGTH = 16;

  private UuidCodec() {}

  /** Returns the bytes of a UUID. */
  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(LENGTH)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /**
   * Returns the UUID of 16 bytes.
   *
   * @throws java.nio.BufferUnderflowException if there are fewer
   */
  public static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
