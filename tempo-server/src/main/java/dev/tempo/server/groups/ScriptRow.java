package dev.tempo.server.groups;

import dev.tempo.server.groups.discovery.FileStamp;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.groups.metadata.ScriptHeader;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What is kept of a script that was discovered.
 *
 * @param jobId its job
 * @param place where it lies
 * @param standing whether it is there
 * @param found what its file said when it was last read
 * @param edited what somebody changed of that in Tempo
 */
record ScriptRow(UUID jobId, Place place, Standing standing, Found found, Edited edited) {

  ScriptRow {
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(found, "found");
  }

  /** A file in a group's directory. */
  record Place(String groupId, String file) {}

  /**
   * Whether a script is there.
   *
   * @param missing whether its file is gone, or is not taken any more
   * @param resume whether the job is enabled again when it comes back
   * @param discoveredAt when it was first seen
   */
  record Standing(boolean missing, boolean resume, Instant discoveredAt) {}

  /**
   * What a file said.
   *
   * @param stamp of the file then
   * @param header its header
   * @param inline what it needs to be installed, by PEP 723; empty if it has no such block
   */
  record Found(FileStamp stamp, ScriptHeader header, Optional<List<String>> inline) {}

  /**
   * What was changed in Tempo.
   *
   * @param layer the fields
   * @param count how often
   */
  record Edited(MetadataLayer layer, long count) {
    static final Edited NONE = new Edited(MetadataLayer.EMPTY, 0);
  }

  String groupId() {
    return place.groupId();
  }

  String file() {
    return place.file();
  }

  boolean isMissing() {
    return standing.missing();
  }

  ScriptRow with(Standing standing, Found found) {
    return new ScriptRow(jobId, place, standing, found, edited);
  }

  ScriptRow with(Edited edited) {
    return new ScriptRow(jobId, place, standing, found, edited);
  }
}
