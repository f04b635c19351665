package dev.tempo.store.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Converts UUIDs to the 16 bytes, most significant first, that columns hold, and back. */
public final class UuidCodec {
  private static final int LENGTH = 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private UuidCodec() {}

  /** Returns the bytes of a UUID. */
  public static byte[] bytes(UUID id) {
    byte[] bytes = new byte[LENGTH];
    LONGS.set(bytes, 0, id.getMostSignificantBits());
    LONGS.set(bytes, Long.BYTES, id.getLeastSignificantBits());
    return bytes;
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
