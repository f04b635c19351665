package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.DuplicatePolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunOptions;
import dev.tempo.Uniqueness;
import dev.tempo.server.http.json.JsonInput;
import java.time.Duration;
import java.util.Optional;

/**
 * In which order a run that is asked for starts, and which requests are the same one.
 *
 * @param priority its precedence in its queue; empty for that of its job
 * @param key of the runs with the same one, one goes at a time; empty for no such bound
 * @param unique which other requests are the same one; empty if each is a new one
 */
record RunOrdering(Optional<Integer> priority, Optional<String> key, Optional<Uniqueness> unique) {
  /** As its job has it. */
  static final RunOrdering USUAL =
      new RunOrdering(Optional.empty(), Optional.empty(), Optional.empty());

  /** What a request says. */
  static RunOrdering read(JsonInput body) {
    return new RunOrdering(
        body.whole("priority", RunAttributes.MIN_PRIORITY, RunAttributes.MAX_PRIORITY).value(),
        filled(body, body.text("key", RunAttributes.MAX_KEY_LENGTH).value()),
        body.object("unique", RunOrdering::unique).value().flatMap(read -> read));
  }

  private static Optional<Uniqueness> unique(JsonInput input) {
    Optional<String> key = input.required("key", input.text("key", RunAttributes.MAX_KEY_LENGTH));
    Duration window = input.seconds("windowSeconds", Duration.ZERO).or(Duration.ZERO);
    DuplicatePolicy policy =
        input.choice("onDuplicate", DuplicatePolicy.class).or(DuplicatePolicy.KEEP_FIRST);
    return filled(input, key).map(text -> new Uniqueness(text, window, policy));
  }

  private static Optional<String> filled(JsonInput input, Optional<String> key) {
    if (key.filter(String::isBlank).isPresent()) {
      input.violation("key", message("api.value.blank"));
      return Optional.empty();
    }
    return key;
  }

  /** Of a run that is asked for again: what it was bound by binds it once more. */
  static RunOrdering again(Run run) {
    return new RunOrdering(
        Optional.of(run.request().attributes().priority()),
        run.request().attributes().key(),
        Optional.empty());
  }

  /** Whether it takes the place of a run that waits, which is cancelled. */
  boolean replacesWaiting() {
    return unique.filter(same -> same.policy() == DuplicatePolicy.REPLACE_WAITING).isPresent();
  }

  /** Options with it. */
  RunOptions of(RunOptions options) {
    RunOptions ordered = options;
    if (priority.isPresent()) {
      ordered = ordered.withPriority(priority.get());
    }
    if (key.isPresent()) {
      ordered = ordered.withKey(key.get());
    }
    return unique.isPresent() ? ordered.withUnique(unique.get()) : ordered;
  }
}
