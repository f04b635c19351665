package dev.tempo.server.groups.discovery;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells one content of a file from another without reading it.
 *
 * @param size in bytes
 * @param modifiedMicros when it was changed, in microseconds since 1970
 * @param key which file has the name, where the file system knows
 */
public record FileStamp(long size, long modifiedMicros, String key) {

  static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS),
        String.valueOf(attributes.fileKey()));
  }

  /** When it was changed, in milliseconds since 1970. */
  public long modifiedMillis() {
    return Math.floorDiv(modifiedMicros, 1_000);
  }

  /** As one line. */
  public String text() {
    return size + " " + modifiedMicros + " " + key;
  }
}
