package dev.tempo.store.jdbc.move;

import dev.tempo.store.jdbc.TableShape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the rows of a table by SHA-256: for each, in the order of the key, its values in the
 * order of the columns' names, each with its kind and length. So two tables have the same sum only
 * if they hold the same, whichever databases they are in. Not thread-safe.
 */
final class TableDigest {
  private final TableShape table;
  private final MessageDigest digest;
  private final ByteBuffer head = ByteBuffer.allocate(1 + Long.BYTES);
  private long rows;

  TableDigest(TableShape table) {
    this.table = table;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each Java has it
    }
  }

  long rows() {
    return rows;
  }

  void add(TablePage page, TableMapping mapping) {
    for (@Nullable Object[] row : page.rows()) {
      rows++;
      for (int i = 0; i < row.length; i++) {
        if (!mapping.isMadeAnew(table.columns().get(i).name())) {
          add(mapping.shared(row[i], i));
        }
      }
    }
  }

  private void add(@Nullable Object value) {
    switch (value) {
      case null -> head('0', 0);
      case Long number -> head('n', number);
      case Double number -> head('r', Double.doubleToLongBits(number));
      case String text -> bytes('t', TablePage.utf8(text));
      case byte[] bytes -> bytes('b', bytes);
      default -> throw new IllegalArgumentException("No value of a column: " + value);
    }
  }

  private void bytes(char kind, byte[] bytes) {
    head(kind, bytes.length);
    digest.update(bytes);
  }

  private void head(char kind, long number) {
    head.clear().put((byte) kind).putLong(number).flip();
    digest.update(head);
  }

  /** The sum in hexadecimal digits; to be asked for once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
