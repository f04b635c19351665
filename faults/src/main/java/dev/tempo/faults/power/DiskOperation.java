package dev.tempo.faults.power;

import java.nio.file.Path;

/** What a program did to a disk, or told the world meanwhile. */
sealed interface DiskOperation {

  /** A new, empty file. */
  record Create(Path path) implements DiskOperation {}

  /** A new directory. */
  record MakeDirectory(Path path) implements DiskOperation {}

  /** Bytes written at a place. */
  record Write(Path path, long offset, byte[] bytes) implements DiskOperation {}

  /** Bytes written at the end. */
  record Append(Path path, byte[] bytes) implements DiskOperation {}

  /** A file cut off, or made longer. */
  record Truncate(Path path, long size) implements DiskOperation {}

  /** Another name, in the place of what had it. */
  record Rename(Path from, Path to) implements DiskOperation {}

  /** A second name. */
  record Link(Path from, Path to) implements DiskOperation {}

  /** A name that is gone, of a file or of an empty directory. */
  record Remove(Path path) implements DiskOperation {}

  /**
   * A sync of a file or directory that has come to its end.
   *
   * @param begun how many operations had ended when it began: those it covers
   */
  record Sync(Path path, int begun) implements DiskOperation {}

  /** Something that was sent to somebody else. */
  record Told(String text) implements DiskOperation {}
}
