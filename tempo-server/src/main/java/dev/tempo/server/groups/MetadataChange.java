package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of what describes a script.
 *
 * @param id its identity; grows with time
 * @param jobId of whose job
 * @param change of what, and from what to what
 * @param by who made it in Tempo; empty where a file was changed
 * @param at when
 */
record MetadataChange(UUID id, UUID jobId, Change change, Optional<UUID> by, Instant at) {

  MetadataChange {
    Objects.requireNonNull(change, "change");
    Objects.requireNonNull(by, "by");
  }

  /**
   * What was changed.
   *
   * @param field by its name in the API
   * @param source where the new value comes from
   * @param before what held before
   * @param after what holds now
   */
  record Change(String field, String source, JsonNode before, JsonNode after) {}
}
