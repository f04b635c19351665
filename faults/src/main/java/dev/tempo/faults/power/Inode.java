package dev.tempo.faults.power;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A file or a directory: what it holds for certain, and what was done to it since. */
final class Inode {
  private final boolean directory;
  private final List<Pending> pending = new ArrayList<>();
  private byte[] certain = new byte[0];
  private int certainSize;
  private long size;

  /**
   * A change that was not synced yet.
   *
   * @param offset where bytes were written; the new size if there are none
   * @param bytes null for a truncation
   */
  private record Pending(int at, long offset, byte[] bytes) {}

  private Inode(boolean directory) {
    this.directory = directory;
  }

  static Inode file() {
    return new Inode(false);
  }

  static Inode directory() {
    return new Inode(true);
  }

  boolean isDirectory() {
    return directory;
  }

  void write(int at, long offset, byte[] bytes) {
    pending.add(new Pending(at, offset, bytes));
    size = Math.max(size, offset + bytes.length);
  }

  void append(int at, byte[] bytes) {
    write(at, size, bytes);
  }

  void truncate(int at, long newSize) {
    pending.add(new Pending(at, newSize, null));
    size = newSize;
  }

  /** Makes certain what was done before. */
  void sync(int before) {
    Content content = new Content(certain, certainSize);
    pending.removeIf(
        change -> {
          if (change.at() < before) {
            content.apply(change);
            return true;
          }
          return false;
        });
    certain = content.bytes;
    certainSize = content.size;
  }

  /** Bytes that it may hold after a crash; empty for a directory. */
  byte[] crash(Loss loss, SplittableRandom random) {
    Content content = new Content(Arrays.copyOf(certain, certainSize), certainSize);
    int kept = loss.kept(pending.size(), random);
    for (int i = 0; i < pending.size(); i++) {
      Pending change = pending.get(i);
      switch (loss) {
        case ALL -> {}
        case NONE, LATER -> {
          if (i < kept) {
            content.apply(change);
          }
        }
        case SOME -> {
          if (random.nextBoolean()) {
            content.apply(change);
          }
        }
        case SMALL_SECTORS, LARGE_SECTORS -> tear(change, loss.sectorBytes(), content, random);
      }
    }
    return Arrays.copyOf(content.bytes, content.size);
  }

  private static void tear(Pending change, int sector, Content content, SplittableRandom random) {
    if (change.bytes() == null) {
      if (random.nextBoolean()) {
        content.apply(change);
      }
      return;
    }
    int done = 0;
    while (done < change.bytes().length) {
      long place = change.offset() + done;
      int piece = (int) Math.min(sector - place % sector, change.bytes().length - done);
      if (random.nextBoolean()) {
        byte[] bytes = Arrays.copyOfRange(change.bytes(), done, done + piece);
        content.apply(new Pending(change.at(), place, bytes));
      }
      done += piece;
    }
  }

  /** Bytes that grow. */
  private static final class Content {
    private byte[] bytes;
    private int size;

    Content(byte[] bytes, int size) {
      this.bytes = bytes;
      this.size = size;
    }

    void apply(Pending change) {
      int end =
          Math.toIntExact(change.offset() + (change.bytes() == null ? 0 : change.bytes().length));
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
      }
      if (change.bytes() == null) {
        if (end < size) {
          Arrays.fill(bytes, end, size, (byte) 0);
        }
        size = end;
      } else {
        System.arraycopy(change.bytes(), 0, bytes, (int) change.offset(), change.bytes().length);
        size = Math.max(size, end);
      }
    }
  }
}
