package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * What an archive takes when it is unpacked, by what its entries say of themselves; what unpacks to
 * more than that is refused. For one thread.
 */
final class Unpacked {
  /** What a file takes on a disk though it is empty. */
  private static final long BLOCK_BYTES = 4_096;

  /** What an entry takes in memory, in the lists of what should be there and what is. */
  private static final long ENTRY_BYTES = 2_000;

  /** What of the list of contents speaks of one file, besides its name. */
  private static final long LISTED_BYTES = 200;

  private final long mostBytes;
  private final long mostMemory;
  private long bytes;
  private long memory;
  private long listed = 65_536;

  /**
   * Of an archive that is yet to be looked at.
   *
   * @param mostBytes how much room there is for it
   * @param mostMemory how much memory there is for the lists
   */
  Unpacked(long mostBytes, long mostMemory) {
    this.mostBytes = mostBytes;
    this.mostMemory = mostMemory;
  }

  /**
   * Counts an entry, before anything of it is read.
   *
   * @param isWritten whether it takes room on the disk, too
   * @throws BackupException if there is no room for so much
   * @throws IOException if it is no entry of a backup
   */
  void add(TarArchiveEntry entry, boolean isWritten) throws IOException {
    if (entry.isSparse()) {
      throw new EntryException(message("api.backup.entrySparse", "entry", entry.getName()));
    }
    long size = Math.max(0, entry.getSize());
    long blocks = isWritten ? size / BLOCK_BYTES + 1 : 0;
    bytes = blocks > mostBytes / BLOCK_BYTES ? Long.MAX_VALUE : bytes + blocks * BLOCK_BYTES;
    if (bytes > mostBytes || bytes < 0) {
      throw new BackupException(
          message("api.backup.noRoom", "number", Math.max(0, mostBytes) >> 20));
    }
    long name = entry.getName().length();
    memory += ENTRY_BYTES + 8 * name;
    listed += LISTED_BYTES + 8 * name;
    if (memory > mostMemory) {
      throw new BackupException(message("api.backup.noMemory"));
    }
  }

  /** How long the list of contents may be that speaks of these entries. */
  int mostListed() {
    return (int) Math.min(listed, Integer.MAX_VALUE - 16);
  }
}
