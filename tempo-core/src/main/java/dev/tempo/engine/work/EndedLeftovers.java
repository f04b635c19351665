package dev.tempo.engine.work;

import dev.tempo.internal.message.RunMessages;
import dev.tempo.process.ProcessResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The line in a run's log that names the processes it has left behind. */
final class EndedLeftovers {
  private static final int MOST_NAMES = 5;

  private EndedLeftovers() {}

  /** For example {@code Ended 3 processes that were left behind: sleep (2), ssh; …}. */
  static String inWords(ProcessResult ended) {
    return RunMessages.LEFTOVERS.text(
        ended.leftoversEnded(), names(ended.cleanup().leftoverNames()));
  }

  private static String names(List<String> names) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
    List<String> shown =
        counts.entrySet().stream()
            .limit(MOST_NAMES)
            .map(name -> name.getKey() + (name.getValue() > 1 ? " (" + name.getValue() + ")" : ""))
            .toList();
    return String.join(", ", shown) + (counts.size() > MOST_NAMES ? ", …" : "");
  }
}
