package dev.tempo.server.comparison;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What happened in a run, in order, as the API shows it. */
@Schema("RunTimeline")
record TimelineResponse(UUID runId, List<EventResponse> events) implements ApiResponse {

  /** What may happen, in the order in which things of one instant are told. */
  enum Kind {
    /** Its schedule named the time. */
    DUE,
    /** It began to wait. */
    QUEUED,
    /** It was started. */
    STARTED,
    /** With what it was started: the text says it. */
    ENVIRONMENT,
    /** Tempo said something in its log: the text, in the line of the number. */
    SYSTEM,
    /** It printed for the first time: the number is the line's. */
    FIRST_OUTPUT,
    /** It used most memory: the number is in bytes. */
    MOST_MEMORY,
    /** It used most CPU: the number is in percent of a core. */
    MOST_CPU,
    /** It printed for the last time: the number is the line's. */
    LAST_OUTPUT,
    /** It ended: the number is its exit code, the text its signal. */
    ENDED
  }

  /**
   * Something that happened.
   *
   * @param text by kind
   * @param number by kind
   */
  record Event(Instant timestamp, Kind kind, Optional<String> text, Optional<Long> number) {

    static Event of(Instant timestamp, Kind kind) {
      return new Event(timestamp, kind, Optional.empty(), Optional.empty());
    }

    Event withText(String words) {
      return new Event(timestamp, kind, Optional.of(words), number);
    }

    Event withNumber(long value) {
      return new Event(timestamp, kind, text, Optional.of(value));
    }

    EventResponse response() {
      return new EventResponse(timestamp, kind.name().toLowerCase(Locale.ROOT), text, number);
    }
  }

  record EventResponse(Instant timestamp, String kind, Optional<String> text, Optional<Long> number)
      implements ApiResponse {}
}
