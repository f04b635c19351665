package dev.tempo.store;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.message.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Gathers one page of hits for a store: the store offers the chunks in question from the newest to
 * the oldest, and this looks at their lines, and knows when to stop. For one thread.
 *
 * <p>A cursor is the number of a chunk and a line: the next page begins in that chunk below that
 * line. A chunk keeps its number while it grows, so pages neither repeat nor miss a line that was
 * there when the first was made.
 */
public final class LogHitCollector {

  /**
   * Loads a chunk that is looked at.
   *
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Loader<E extends Exception> {

    /** The chunk; empty if it was deleted meanwhile. */
    Optional<LogChunk> load() throws E;
  }

  private record Place(long chunk, long belowLine) {

    static Place parse(String cursor) {
      int dot = cursor.indexOf('.');
      try {
        return new Place(
            Long.parseLong(cursor.substring(0, Math.max(dot, 0)), 36),
            Long.parseLong(cursor.substring(dot + 1), 36));
      } catch (NumberFormatException e) {
        throw new InvalidValueException(ValueMessages.SEARCH_CURSOR.of(cursor), e);
      }
    }

    @Override
    public String toString() {
      return Long.toString(chunk, 36) + "." + Long.toString(belowLine, 36);
    }
  }

  private final LogQuery query;
  private final String needle;
  private final Place from;
  private final long startedNanos = System.nanoTime();
  private final List<LogHit> hits = new ArrayList<>();
  private Place lastHit;
  private Place next;
  private boolean outOfTime;
  private boolean offered;

  /**
   * Begins a page.
   *
   * @throws IllegalArgumentException when the query's cursor is not one that a search gave
   */
  public LogHitCollector(LogQuery query) {
    Objects.requireNonNull(query, "query");
    this.query = query;
    this.needle =
        query.caseSensitivity() == LogQuery.CaseSensitivity.EXACT
            ? query.text()
            : CaseFolding.fold(query.text());
    this.from = query.cursor().map(Place::parse).orElse(new Place(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  /** The newest chunk to offer: none with a greater number. */
  public long newestChunk() {
    return from.chunk();
  }

  /** Whether the page is full or its time is over; nothing more need be offered. */
  public boolean isDone() {
    return next != null;
  }

  /**
   * Looks at a chunk, unless the time is over.
   *
   * @param number of the chunk, smaller than all offered before
   * @param loader asked for the chunk if it has to be looked at
   * @param <E> what the loader may throw
   */
  public <E extends Exception> void offer(long number, UUID runId, UUID jobId, Loader<E> loader)
      throws E {
    if (isDone()) {
      return;
    }
    long below = number == from.chunk() ? from.belowLine() : Long.MAX_VALUE;
    if (offered && System.nanoTime() - startedNanos > query.timeBudget().toNanos()) {
      outOfTime = true;
      next = new Place(number, below);
      return;
    }
    offered = true;
    if (query.runs().test(runId)) {
      loader
          .load()
          .filter(this::mayMatch)
          .ifPresent(chunk -> search(new Place(number, below), runId, jobId, chunk));
    }
  }

  private boolean mayMatch(LogChunk chunk) {
    Set<LogLine.Stream> streams = chunk.streams();
    streams.retainAll(query.streams());
    return !streams.isEmpty()
        && chunk.earliest().isBefore(query.to())
        && !chunk.latest().isBefore(query.from());
  }

  private void search(Place place, UUID runId, UUID jobId, LogChunk chunk) {
    boolean asKept =
        query.caseSensitivity() == LogQuery.CaseSensitivity.EXACT && query.reading().isEmpty();
    List<LogLine> lines = asKept ? chunk.linesContaining(needle) : chunk.lines();
    for (LogLine line : lines.reversed()) {
      if (line.number() < place.belowLine() && accepts(line)) {
        find(new LogHit(runId, jobId, line, List.of()))
            .filter(hit -> query.lines().test(line))
            .ifPresent(hit -> add(hit, place.chunk()));
      }
      if (isDone()) {
        return;
      }
    }
  }

  /** As it is read, else as it is kept. */
  private Optional<LogHit> find(LogHit place) {
    return query
        .reading()
        .flatMap(reading -> reading.find(place))
        .or(
            () ->
                Optional.of(highlights(place.line().text()))
                    .filter(spans -> !spans.isEmpty())
                    .map(spans -> new LogHit(place.runId(), place.jobId(), place.line(), spans)));
  }

  private boolean accepts(LogLine line) {
    return query.streams().contains(line.stream())
        && !line.timestamp().isBefore(query.from())
        && line.timestamp().isBefore(query.to());
  }

  private void add(LogHit hit, long chunk) {
    if (hits.size() == query.limit()) {
      next = lastHit; // there is more, so there is a next page
    } else {
      hits.add(hit);
      lastHit = new Place(chunk, hit.line().number());
    }
  }

  private List<LogHit.Span> highlights(String text) {
    String searched =
        query.caseSensitivity() == LogQuery.CaseSensitivity.EXACT ? text : CaseFolding.fold(text);
    List<LogHit.Span> spans = new ArrayList<>(2);
    int at = searched.indexOf(needle);
    while (at >= 0) {
      spans.add(new LogHit.Span(at, at + needle.length()));
      at = searched.indexOf(needle, at + needle.length());
    }
    return spans;
  }

  /** The page. */
  public LogHits page() {
    return new LogHits(hits, Optional.ofNullable(next).map(Place::toString), !outOfTime);
  }
}
