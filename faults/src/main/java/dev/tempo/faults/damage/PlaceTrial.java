package dev.tempo.faults.damage;

import dev.tempo.faults.history.StoreReader;
import dev.tempo.log.LogStorageException;
import dev.tempo.log.LogStorageException.Reason;
import dev.tempo.store.StoreException;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Damages one place of a database, and opens and reads all of it: it can be read, or a {@code
 * StoreException}, or a {@code LogStorageException} of logs, says why not, and then the file is as
 * it was.
 */
final class PlaceTrial {
  private static final int MOST_BYTES = 16;

  private final Path data;
  private final String file;
  private final SplittableRandom random;

  PlaceTrial(Path data, String file, SplittableRandom random) {
    this.data = data;
    this.file = file;
    this.random = random;
  }

  /** What is wrong with how it went; empty if nothing is. */
  Optional<String> truncated() throws IOException {
    Path damaged = data.resolve(file);
    long size = Files.size(damaged);
    long rest = random.nextLong(size);
    try (RandomAccessFile cut = new RandomAccessFile(damaged.toFile(), "rw")) {
      cut.setLength(rest);
    }
    return tried("cut to " + rest + " of " + size);
  }

  /** The same with bytes that are others. */
  Optional<String> flipped() throws IOException {
    Path damaged = data.resolve(file);
    long place = random.nextLong(Math.max(1, Files.size(damaged) - MOST_BYTES));
    byte[] bytes = new byte[random.nextInt(1, MOST_BYTES)];
    random.nextBytes(bytes);
    try (RandomAccessFile changed = new RandomAccessFile(damaged.toFile(), "rw")) {
      changed.seek(place);
      changed.write(bytes);
    }
    return tried("changed " + bytes.length + " bytes at " + place);
  }

  private Optional<String> tried(String how) throws IOException {
    byte[] before = Files.readAllBytes(data.resolve(file));
    boolean opened = false;
    try (SqliteStore store = SqliteStore.open(data)) {
      opened = true;
      StoreReader reader = new StoreReader(store, Map.of());
      reader.runs();
      reader.entries();
      return Optional.empty();
    } catch (RuntimeException e) {
      if (!isRefusal(e)) {
        return Optional.of(how + ": " + e + " at " + e.getStackTrace()[0]);
      }
      boolean same = Arrays.equals(before, Files.readAllBytes(data.resolve(file)));
      return opened || same ? Optional.empty() : Optional.of(how + ": refused, and changed it");
    }
  }

  /** A byte that is another can be that which tells the form of a log. */
  private static boolean isRefusal(RuntimeException thrown) {
    return thrown instanceof StoreException
        || thrown instanceof LogStorageException logs
            && EnumSet.of(Reason.DAMAGED, Reason.TOO_NEW).contains(logs.reason());
  }
}
