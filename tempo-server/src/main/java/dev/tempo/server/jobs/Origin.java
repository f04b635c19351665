package dev.tempo.server.jobs;

import java.util.Optional;

/**
 * Where a job comes from. A managed job was made in Tempo; a discovered one is a file in the
 * directory of a group, which is the truth about what it runs. Its key is {@code @group:name},
 * which no managed job can have.
 *
 * @param groupId the group in which its file lies; empty for a managed job
 */
public record Origin(Optional<String> groupId) {
  private static final Origin MANAGED = new Origin(Optional.empty());
  private static final char MARK = '@';

  /** The origin of a job with this key. */
  public static Origin ofKey(String key) {
    if (key.isEmpty() || key.charAt(0) != MARK) {
      return MANAGED; // as nearly all are, of which lists look at many
    }
    int end = key.indexOf(':');
    return end < 0 ? MANAGED : new Origin(Optional.of(key.substring(1, end)));
  }

  /** The key of a discovered job. */
  public static String key(String groupId, String safeName) {
    return MARK + groupId + ":" + safeName;
  }

  /** True if a file is the truth about what the job runs. */
  public boolean isDiscovered() {
    return groupId.isPresent();
  }

  /** What the API calls it. */
  public String source() {
    return isDiscovered() ? "discovered" : "managed";
  }
}
