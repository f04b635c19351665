package dev.tempo.store;

import dev.tempo.RunAttributes;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.log.LogLine;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What to search for in logs. Immutable; {@link #builder(String)} makes one.
 *
 * <p>A line is found when it contains the text as it stands, spaces, quotes and all, as {@code grep
 * -F} finds it. There are no wildcards. A text of fewer than three characters has no index to help
 * it, and searches as far as the time budget goes.
 */
public final class LogQuery {

  /** Most characters (UTF-16 units) in a text to search for. */
  public static final int MAX_TEXT_LENGTH = 1000;

  /** Most hits on a page. */
  public static final int MAX_LIMIT = 10_000;

  /** Whether upper and lower case letters differ. */
  public enum CaseSensitivity {
    /** They differ. */
    EXACT,
    /**
     * They are the same, by Unicode's simple case mapping: {@code É} is {@code é}, {@code ß} is not
     * {@code ss}.
     */
    IGNORE_CASE
  }

  private final String text;
  private final CaseSensitivity caseSensitivity;
  private final Set<UUID> jobs;
  private final Set<String> startedBy;
  private final Set<LogLine.Stream> streams;
  private final String label;
  private final Predicate<UUID> runs;
  private final Predicate<LogLine> lines;
  private final Instant from;
  private final Instant to;
  private final int limit;
  private final String cursor;
  private final Duration timeBudget;
  private final LogReading reading;

  private LogQuery(Builder builder) {
    text = builder.text;
    caseSensitivity = builder.caseSensitivity;
    jobs = builder.jobs;
    startedBy = builder.startedBy;
    streams = Set.copyOf(builder.streams);
    label = builder.label;
    runs = builder.runs;
    lines = builder.lines;
    from = builder.from;
    to = builder.to;
    limit = builder.limit;
    cursor = builder.cursor;
    timeBudget = builder.timeBudget;
    reading = builder.reading;
  }

  /**
   * Begins a query.
   *
   * @throws IllegalArgumentException when the text is empty, longer than {@value #MAX_TEXT_LENGTH},
   *     or contains a line feed
   */
  public static Builder builder(String text) {
    Objects.requireNonNull(text, "text");
    return new Builder(text);
  }

  /** What a line must contain. */
  public String text() {
    return text;
  }

  /** Whether upper and lower case letters differ. */
  public CaseSensitivity caseSensitivity() {
    return caseSensitivity;
  }

  /** The jobs whose runs are searched; empty for all. */
  public Set<UUID> jobs() {
    return jobs;
  }

  /** The users whose runs are searched; empty for all. */
  public Set<String> startedBy() {
    return startedBy;
  }

  /** The streams that are searched. */
  public Set<LogLine.Stream> streams() {
    return streams;
  }

  /** The label of the runs that are searched; empty for all. */
  public Optional<String> label() {
    return Optional.ofNullable(label);
  }

  /** The runs that are searched. */
  public Predicate<UUID> runs() {
    return runs;
  }

  /** The lines that are found, of those that contain the text. */
  public Predicate<LogLine> lines() {
    return lines;
  }

  /** The earliest time of a line, inclusive. */
  public Instant from() {
    return from;
  }

  /** The latest time of a line, exclusive. */
  public Instant to() {
    return to;
  }

  /** How many hits a page has at most. */
  public int limit() {
    return limit;
  }

  /** Where the page before ended; empty for the first. */
  public Optional<String> cursor() {
    return Optional.ofNullable(cursor);
  }

  /** How long the search may take, roughly. */
  public Duration timeBudget() {
    return timeBudget;
  }

  /** In which other wording some lines are searched, too; empty for none. */
  public Optional<LogReading> reading() {
    return Optional.ofNullable(reading);
  }

  /** Sets up a query. Everything but the text may be left out. Not thread-safe. */
  public static final class Builder {

    private final String text;
    private CaseSensitivity caseSensitivity = CaseSensitivity.EXACT;
    private Set<UUID> jobs = Set.of();
    private Set<String> startedBy = Set.of();
    private Set<LogLine.Stream> streams = EnumSet.allOf(LogLine.Stream.class);
    private String label;
    private Predicate<UUID> runs = any -> true;
    private Predicate<LogLine> lines = any -> true;
    private Instant from = Instant.MIN;
    private Instant to = Instant.MAX;
    private int limit = 100;
    private String cursor;
    private Duration timeBudget = Duration.ofSeconds(2);
    private LogReading reading;

    private Builder(String text) {
      if (text.isEmpty() || text.length() > MAX_TEXT_LENGTH) {
        throw new InvalidValueException(
            ValueMessages.SEARCH_LENGTH.of(MAX_TEXT_LENGTH, text.length()));
      }
      if (text.indexOf('\n') >= 0) {
        throw new InvalidValueException(ValueMessages.SEARCH_LINE_FEED.of());
      }
      this.text = text;
    }

    /**
     * Whether upper and lower case letters differ; they do unless set.
     *
     * @throws NullPointerException if it is null
     */
    public Builder caseSensitivity(CaseSensitivity value) {
      caseSensitivity = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Searches the runs of these jobs only; of all jobs when there are none.
     *
     * @throws NullPointerException if it is null
     */
    public Builder jobs(Collection<UUID> ids) {
      Objects.requireNonNull(ids, "ids");
      jobs = Set.copyOf(ids);
      return this;
    }

    /**
     * Searches runs that these users started only; all runs when there are none.
     *
     * @throws NullPointerException if it is null
     */
    public Builder startedBy(Collection<String> names) {
      Objects.requireNonNull(names, "names");
      startedBy = Set.copyOf(names);
      return this;
    }

    /**
     * Searches these streams only.
     *
     * @throws IllegalArgumentException when there are none
     * @throws NullPointerException if it is null
     */
    public Builder streams(Collection<LogLine.Stream> requested) {
      Objects.requireNonNull(requested, "requested");
      if (requested.isEmpty()) {
        throw new InvalidValueException(ValueMessages.SEARCH_STREAM.of());
      }
      streams = EnumSet.copyOf(requested);
      return this;
    }

    /**
     * Searches runs that are filed under this label only, which the index leads to.
     *
     * @throws IllegalArgumentException when no run can have it
     * @throws NullPointerException if it is null
     */
    public Builder label(String text) {
      Objects.requireNonNull(text, "text");
      label = RunAttributes.checkLabel(text);
      return this;
    }

    /**
     * Searches runs that this accepts only, besides the other filters. It is asked on a thread of
     * the store, once for each chunk in question, so it should be quick, and must not search
     * itself.
     *
     * @throws NullPointerException if it is null
     */
    public Builder runs(Predicate<UUID> accepted) {
      runs = Objects.requireNonNull(accepted, "accepted");
      return this;
    }

    /**
     * Finds lines that this accepts only, of those that contain the text and pass the other
     * filters. It is asked on a thread of the store, so it should be quick, and must not search
     * itself.
     *
     * @throws NullPointerException if it is null
     */
    public Builder lines(Predicate<LogLine> accepted) {
      lines = Objects.requireNonNull(accepted, "accepted");
      return this;
    }

    /**
     * Searches lines of this time and later.
     *
     * @throws NullPointerException if it is null
     */
    public Builder from(Instant inclusive) {
      from = TimeBounds.nearest(Objects.requireNonNull(inclusive, "inclusive"));
      return this;
    }

    /**
     * Searches lines before this time.
     *
     * @throws NullPointerException if it is null
     */
    public Builder to(Instant exclusive) {
      to = TimeBounds.nearest(Objects.requireNonNull(exclusive, "exclusive"));
      return this;
    }

    /**
     * How many hits a page has at most; 100 unless set.
     *
     * @throws IllegalArgumentException when it is not in 1 to {@value #MAX_LIMIT}
     */
    public Builder limit(int hits) {
      if (hits < 1 || hits > MAX_LIMIT) {
        throw new InvalidValueException(ValueMessages.SEARCH_LIMIT.of(MAX_LIMIT, hits));
      }
      limit = hits;
      return this;
    }

    /**
     * Goes on behind an earlier page of the same query.
     *
     * @throws NullPointerException if it is null
     */
    public Builder cursor(String nextCursor) {
      cursor = Objects.requireNonNull(nextCursor, "nextCursor");
      return this;
    }

    /**
     * How long the search may take, roughly; 2 s unless set. At least one chunk is always searched.
     *
     * @throws NullPointerException if it is null
     */
    public Builder timeBudget(Duration time) {
      Objects.requireNonNull(time, "time");
      timeBudget = TimeBounds.span("budget", time);
      return this;
    }

    /**
     * Searches some lines in another wording, too; in none unless set.
     *
     * @throws NullPointerException if it is null
     */
    public Builder reading(LogReading value) {
      reading = Objects.requireNonNull(value, "value");
      return this;
    }

    /** The query. */
    public LogQuery build() {
      return new LogQuery(this);
    }
  }
}
