package dev.tempo.store.sqlite;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The runs whose handlers have begun, in a file that outlives the process. It is mapped into
 * memory: were lines appended to it, handlers that have begun would wait for each other before they
 * can say so, and a kill in between would look as if they had not.
 */
final class BegunHandlers {
  private static final int MOST = 1 << 18;
  private static final int BYTES = 2 * Long.BYTES;

  private final MappedByteBuffer file;
  private final AtomicInteger next;

  private BegunHandlers(MappedByteBuffer file) {
    this.file = file;
    int used = 0;
    for (int slot = 0; slot < MOST; slot++) {
      if (file.getLong(slot * BYTES) != 0) {
        used = slot + 1;
      }
    }
    next = new AtomicInteger(used);
  }

  static BegunHandlers in(Path data) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            data.resolve("handlers.begun"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new BegunHandlers(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) MOST * BYTES));
    }
  }

  void add(UUID runId) {
    int slot = next.getAndIncrement();
    file.putLong(slot * BYTES, runId.getMostSignificantBits());
    file.putLong(slot * BYTES + Long.BYTES, runId.getLeastSignificantBits());
  }

  List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (int slot = 0; slot < next.get(); slot++) {
      long high = file.getLong(slot * BYTES);
      if (high != 0) {
        ids.add(new UUID(high, file.getLong(slot * BYTES + Long.BYTES)).toString());
      }
    }
    return ids;
  }
}
