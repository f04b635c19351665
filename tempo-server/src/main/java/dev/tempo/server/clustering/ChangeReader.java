package dev.tempo.server.clustering;

import dev.tempo.server.caching.DataChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads what the triggers of {@code changes-1.sql} tell: the kind of what has changed, and behind a
 * colon the id of a row, in hexadecimal digits.
 */
final class ChangeReader {
  private ChangeReader() {}

  /** What these tell together, in the order in which caches need each other. */
  static List<DataChange> read(Collection<String> told) {
    Map<String, Set<UUID>> byKind = new HashMap<>();
    for (String each : told) {
      int colon = each.indexOf(':');
      String kind = colon < 0 ? each : each.substring(0, colon);
      Set<UUID> ids = byKind.computeIfAbsent(kind, any -> new HashSet<>());
      if (colon >= 0) {
        ids.add(id(each.substring(colon + 1)));
      }
    }
    List<DataChange> changes = new ArrayList<>();
    add(changes, byKind, "settings", ids -> new DataChange.SettingsSaved());
    add(changes, byKind, "users", DataChange.UsersChanged::new);
    add(changes, byKind, "projects", DataChange.ProjectsChanged::new);
    add(changes, byKind, "folders", ids -> new DataChange.FoldersChanged());
    add(changes, byKind, "groups", ids -> new DataChange.GroupsChanged());
    add(changes, byKind, "jobs", DataChange.JobsChanged::new);
    add(changes, byKind, "shares", ids -> new DataChange.SharesChanged());
    add(changes, byKind, "retention", ids -> new DataChange.RetentionChanged());
    add(changes, byKind, "queues", ids -> new DataChange.QueuesPaused());
    return byKind.isEmpty() ? changes : List.of(new DataChange.Everything()); // a newer version's
  }

  private interface Maker {
    DataChange of(Set<UUID> ids);
  }

  private static void add(
      List<DataChange> changes, Map<String, Set<UUID>> byKind, String kind, Maker maker) {
    Set<UUID> ids = byKind.remove(kind);
    if (ids != null) {
      changes.add(maker.of(ids));
    }
  }

  private static UUID id(String digits) {
    return new UUID(
        Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
  }
}
