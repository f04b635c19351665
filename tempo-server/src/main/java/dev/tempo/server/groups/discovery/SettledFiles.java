package dev.tempo.server.groups.discovery;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Says which files of a group stay as they are: a file counts as it is, or as gone, once it has
 * been seen so for a while, so that it is never taken while it is being written, and an editor that
 * puts another file in its place does not make it vanish. For one thread at a time.
 */
public final class SettledFiles {
  /** For how long a file must stay the same. */
  public static final Duration SETTLE = Duration.ofMillis(500);

  /** What was seen, and since when; an empty stamp is a file that is not there. */
  private record Seen(Optional<FileStamp> stamp, long sinceNanos) {}

  private final Map<String, Seen> seen = new HashMap<>();

  /** Of a group at which nobody has looked yet. */
  public SettledFiles() {}

  /**
   * What can be relied upon.
   *
   * @param files those that stay as they are, by name; empty for those that stay away
   * @param restless those that have changed of late
   */
  public record Settled(Map<String, Optional<FileStamp>> files, Set<String> restless) {
    /** Copies both. */
    public Settled {
      files = Map.copyOf(files);
      restless = Set.copyOf(restless);
    }
  }

  /**
   * Takes in a look.
   *
   * @param known the stamps of the files as they were taken: what has these needs no time
   * @param nanos the monotonic time
   */
  public Settled observe(GroupLook look, Map<String, FileStamp> known, long nanos) {
    return observe(look, known, nanos, Long.MIN_VALUE);
  }

  /**
   * Takes in a look.
   *
   * @param known the stamps of the files as they were taken: what has these needs no time
   * @param nanos the monotonic time
   * @param calmBefore files that were last changed before this need no time either, in microseconds
   *     since 1970
   */
  public Settled observe(
      GroupLook look, Map<String, FileStamp> known, long nanos, long calmBefore) {
    Set<String> names = new HashSet<>(look.files().keySet());
    names.addAll(seen.keySet());
    names.addAll(known.keySet());
    Map<String, Optional<FileStamp>> settled = new HashMap<>();
    Set<String> restless = new HashSet<>();
    for (String name : names) {
      Optional<FileStamp> now = Optional.ofNullable(look.files().get(name));
      Seen before = seen.get(name);
      boolean same = before != null && before.stamp().equals(now);
      long since = same ? before.sinceNanos() : nanos;
      seen.put(name, new Seen(now, since));
      boolean taken = Objects.equals(known.get(name), now.orElse(null));
      boolean calm = now.filter(stamp -> stamp.modifiedMicros() < calmBefore).isPresent();
      if (taken || calm || nanos - since >= SETTLE.toNanos()) {
        settled.put(name, now);
      } else {
        restless.add(name);
      }
    }
    seen.keySet().removeIf(name -> settled.containsKey(name) && settled.get(name).isEmpty());
    return new Settled(settled, restless);
  }
}
