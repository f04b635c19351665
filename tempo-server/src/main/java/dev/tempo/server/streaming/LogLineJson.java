package dev.tempo.server.streaming;

import dev.tempo.log.LogLine;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.message.Translation;
import dev.tempo.server.streaming.LogSocketMessages.LineMessage;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Writes log lines as JSON. What one reader of a run is sent, the others are sent at about the same
 * time, so that the last lines of each run that is read are kept as text: with many readers nearly
 * all of the work is done once. Thread-safe.
 */
final class LogLineJson {
  private static final int KEPT = 2_048;

  private final Map<UUID, OfRun> runs = new ConcurrentHashMap<>();

  /** The texts of a run's lines, until they are {@linkplain OfRun#close() let go of}. */
  OfRun open(UUID runId) {
    return runs.compute(
        runId,
        (id, known) -> {
          OfRun texts = known == null ? new OfRun(id) : known;
          texts.readers++;
          return texts;
        });
  }

  private record Text(long number, String json) {}

  /** Those of one run. Counted under the map's lock; everything else is safe without. */
  final class OfRun implements AutoCloseable {
    private final UUID runId;
    private final AtomicReferenceArray<Text> texts = new AtomicReferenceArray<>(KEPT);
    private int readers;

    private OfRun(UUID runId) {
      this.runId = runId;
    }

    /** A line as JSON; two readers may make the same text at once, which does no harm. */
    String of(LogLine line, Translation language) {
      if (line.stream() == LogLine.Stream.SYSTEM) {
        return Json.text(LineMessage.of(runId, line, language)); // few, and not the same for all
      }
      int place = (int) (line.number() % KEPT);
      Text known = texts.get(place);
      if (known != null && known.number() == line.number()) {
        return known.json();
      }
      String json = Json.text(LineMessage.of(runId, line, language));
      texts.set(place, new Text(line.number(), json));
      return json;
    }

    /** A line that has not ended as JSON. */
    String ofOpen(LogLine line) {
      return Json.text(LineMessage.of(runId, line, Translation.ENGLISH).withOpen());
    }

    @Override
    public void close() {
      runs.computeIfPresent(runId, (id, known) -> --known.readers == 0 ? null : known);
    }
  }
}
