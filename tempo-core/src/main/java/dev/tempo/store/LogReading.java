package dev.tempo.store;

import dev.tempo.log.LogLine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Another wording in which some lines are read than the one in which they are kept, such as Tempo's
 * own lines in another language: a search finds them by that, too. Immutable if its function is.
 *
 * @param streams whose lines are read so
 * @param texts of which each line that is found so contains one as it is kept, whatever the case;
 *     by them the index leads to it. One of fewer than three characters makes every log one in
 *     question
 * @param find where the text that is searched for stands in another wording of a line that is kept
 *     so; empty if it does not. Called on a thread of the store, so it should be quick
 */
public record LogReading(
    Set<LogLine.Stream> streams, Set<String> texts, Function<String, Optional<Found>> find) {

  /**
   * Copies the sets.
   *
   * @throws NullPointerException if anything is null
   */
  public LogReading {
    streams = Set.copyOf(Objects.requireNonNull(streams, "streams"));
    texts = Set.copyOf(Objects.requireNonNull(texts, "texts"));
    Objects.requireNonNull(find, "find");
  }

  /**
   * Another wording of a line.
   *
   * @param text as it is read
   * @param highlights where the text that is searched for stands in it, from left to right, without
   *     overlaps; at least one
   */
  public record Found(String text, List<LogHit.Span> highlights) {

    /**
     * Copies the list.
     *
     * @throws NullPointerException if anything is null
     */
    public Found {
      Objects.requireNonNull(text, "text");
      highlights = List.copyOf(Objects.requireNonNull(highlights, "highlights"));
    }
  }

  /** A line as it is read, if it is found so. */
  Optional<LogHit> find(LogHit place) {
    LogLine line = place.line();
    return streams.contains(line.stream())
        ? find.apply(line.text())
            .map(
                found ->
                    new LogHit(
                        place.runId(),
                        place.jobId(),
                        new LogLine(
                            line.number(),
                            line.timestamp(),
                            line.stream(),
                            found.text(),
                            line.marks()),
                        found.highlights()))
        : Optional.empty();
  }
}
