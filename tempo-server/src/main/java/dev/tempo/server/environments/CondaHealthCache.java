package dev.tempo.server.environments;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.python.PythonService;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.server.message.Messages;
import dev.tempo.time.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Caches whether the conda environments that jobs name exist: checked in the background, and again
 * when an entry is a minute old; one that is gone is seen at once. Thread-safe.
 */
final class CondaHealthCache {
  private static final Duration FRESH = Duration.ofMinutes(1);

  /**
   * What was seen.
   *
   * @param version of its Python
   * @param problem why it cannot be used; empty if it can
   * @param prefix where it is; empty if it is nowhere
   */
  record Entry(
      Optional<String> version, Optional<Message> problem, Optional<Path> prefix, Instant at) {

    /** Costs next to nothing, and so is asked each time. */
    private boolean isGone() {
      return prefix.filter(place -> !Files.isDirectory(place)).isPresent();
    }

    private Entry gone(String name) {
      Message text =
          message(
              "api.environment.condaGone", "name", name, "path", prefix.orElseThrow().toString());
      return new Entry(Optional.empty(), Optional.of(text), prefix, Instant.MIN);
    }
  }

  private final PythonService python;
  private final SerialExecutor background;
  private final TimeSource time;
  private final Map<String, Entry> looks = new ConcurrentHashMap<>();
  private final Set<String> looking = ConcurrentHashMap.newKeySet();

  CondaHealthCache(PythonService python, SerialExecutor background, TimeSource time) {
    this.python = python;
    this.background = background;
    this.time = time;
  }

  /** What was last seen; empty if nobody has looked yet. */
  Optional<Entry> last(String name) {
    Optional<Entry> last = Optional.ofNullable(looks.get(name));
    boolean fresh =
        last.filter(look -> time.nowMillis().isBefore(look.at().plus(FRESH))).isPresent();
    boolean gone = last.filter(Entry::isGone).isPresent();
    if ((!fresh || gone) && looking.add(name)) {
      background.later(() -> lookLater(name));
    }
    return gone ? last.map(look -> look.gone(name)) : last;
  }

  /** Looks now, which may take a few seconds when the tools were not asked yet. */
  Entry look(String name) {
    Entry seen = see(name);
    looks.put(name, seen);
    return seen;
  }

  /** Forgets what was seen. */
  void clear() {
    looks.clear();
  }

  private void lookLater(String name) {
    try {
      look(name);
    } finally {
      looking.remove(name);
    }
  }

  private Entry see(String name) {
    Instant now = time.nowMillis();
    try {
      CondaEnvironment found = python.condaEnvironment(name);
      return new Entry(
          found.pythonVersion().map(PythonVersion::toString),
          Optional.empty(),
          Optional.of(found.prefix()),
          now);
    } catch (IllegalStateException e) {
      return new Entry(Optional.empty(), Optional.of(Messages.of(e)), Optional.empty(), now);
    }
  }
}
