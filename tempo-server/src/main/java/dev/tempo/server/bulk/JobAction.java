package dev.tempo.server.bulk;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.DetailsJson;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.naming.FolderTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be done to many jobs.
 *
 * @param kind what
 * @param target to which jobs
 * @param folderId where they are moved to; empty for the top
 * @param tags that they get or lose
 * @param keepFiles whether files of deleted jobs go into the trash
 */
record JobAction(
    Kind kind, Target target, Optional<UUID> folderId, List<String> tags, boolean keepFiles) {
  private static final int MAX_IDS = 1_000;

  /** What can be done. */
  enum Kind {
    ENABLE,
    DISABLE,
    MOVE,
    TAG,
    UNTAG,
    FAVOR,
    DISFAVOR,
    RUN,
    DELETE
  }

  /**
   * To which jobs.
   *
   * @param ids of these; empty for all of a list
   * @param expectedCount how many the list holds, as far as whoever asks knows
   * @param versions that those of some ids must have; empty for whichever they have
   */
  record Target(Optional<List<UUID>> ids, int expectedCount, Map<UUID, Long> versions) {}

  static JobAction read(JsonInput body, FolderTree folders) {
    Kind kind = body.required("action", body.choice("action", Kind.class)).orElse(Kind.ENABLE);
    Optional<UUID> folder = body.uuid("folderId").value();
    if (folder.filter(id -> folders.find(id).isEmpty()).isPresent()) {
      body.violation("folderId", message("api.value.noFolderId"));
    }
    List<String> tags = DetailsJson.tags(body, "tags").or(List.of());
    if (tags.isEmpty() && (kind == Kind.TAG || kind == Kind.UNTAG)) {
      body.violation("tags", message("api.value.needed"));
    }
    return new JobAction(kind, target(body), folder, tags, body.flag("keepFiles").or(true));
  }

  Optional<List<UUID>> ids() {
    return target.ids();
  }

  int expectedCount() {
    return target.expectedCount();
  }

  /** The version that a job must have; empty for any. */
  Optional<Long> version(UUID jobId) {
    return Optional.ofNullable(target.versions().get(jobId));
  }

  /** A job as it is then. */
  ManagedJob changed(ManagedJob old) {
    JobDetails details = old.details();
    return switch (kind) {
      case ENABLE, DISABLE ->
          new ManagedJob(old.job().toBuilder().enabled(kind == Kind.ENABLE).build(), details);
      case MOVE -> new ManagedJob(old.job(), details.withLabels(details.labels().in(folderId)));
      case TAG, UNTAG ->
          new ManagedJob(old.job(), details.withLabels(details.labels().tags(tagged(details))));
      default -> old;
    };
  }

  private List<String> tagged(JobDetails details) {
    Set<String> wanted = new LinkedHashSet<>(details.labels().tags());
    if (kind == Kind.TAG) {
      wanted.addAll(tags);
    } else {
      tags.forEach(wanted::remove);
    }
    return List.copyOf(wanted);
  }

  private static Target target(JsonInput body) {
    var named = body.texts("ids", MAX_IDS, 36);
    var expected = body.whole("expectedCount", 0, Integer.MAX_VALUE);
    if (named.value().isPresent() == expected.value().isPresent()) {
      body.violation("ids", message("api.bulk.idsOrCount"));
    }
    Map<UUID, Long> versions = new HashMap<>();
    body.any("versions")
        .value()
        .ifPresent(
            node -> {
              if (!readVersions(node, versions)) {
                body.violation("versions", message("api.bulk.versions"));
              }
            });
    return new Target(named.value().map(texts -> ids(body, texts)), expected.or(0), versions);
  }

  private static boolean readVersions(JsonNode node, Map<UUID, Long> versions) {
    if (!node.isObject() || node.size() > MAX_IDS) {
      return false;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      try {
        if (!entry.getValue().canConvertToLong() || !entry.getValue().isIntegralNumber()) {
          return false;
        }
        versions.put(UUID.fromString(entry.getKey()), entry.getValue().longValue());
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    return true;
  }

  private static List<UUID> ids(JsonInput body, List<String> texts) {
    List<UUID> ids = new ArrayList<>();
    for (String text : texts) {
      try {
        ids.add(UUID.fromString(text));
      } catch (IllegalArgumentException e) {
        body.violation("ids", message("api.value.uuids", "got", text));
        return ids;
      }
    }
    return ids;
  }
}
