package dev.tempo.store;

import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.QueueSettings.Threads;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is kept of a queue.
 *
 * @param name the queue's name
 * @param paused whether its runs wait until it is resumed
 * @param overrides what was set while Tempo ran
 * @param permitUses which permits of its rate are taken, the earliest first
 */
public record QueueState(
    String name, boolean paused, Overrides overrides, List<PermitUse> permitUses) {

  /**
   * What was set of a queue while Tempo ran, in the place of what its program says.
   *
   * @param limit how many runs may run at once; empty for what the program says
   * @param threads what handlers run on; empty for what the program says
   * @param rate how many runs may start within a time; empty for what the program says
   */
  public record Overrides(OptionalInt limit, Optional<Threads> threads, Optional<QueueRate> rate) {

    /** Nothing was set. */
    public static final Overrides NONE =
        new Overrides(OptionalInt.empty(), Optional.empty(), Optional.empty());

    /** Checks that nothing is null. */
    public Overrides {
      Objects.requireNonNull(limit, "limit");
      Objects.requireNonNull(threads, "threads");
      Objects.requireNonNull(rate, "rate");
    }

    /** Everything that settings say. */
    public static Overrides of(QueueSettings settings) {
      Objects.requireNonNull(settings, "settings");
      return new Overrides(
          OptionalInt.of(settings.limit()), Optional.of(settings.threads()), settings.rate());
    }

    /** Settings with what was set in the place of what they say. */
    public QueueSettings over(QueueSettings settings) {
      Objects.requireNonNull(settings, "settings");
      return equals(NONE)
          ? settings
          : new QueueSettings(
              settings.name(),
              limit.orElse(settings.limit()),
              threads.orElse(settings.threads()),
              rate.or(settings::rate));
    }

    /** Returns a copy with another rate. */
    public Overrides withRate(Optional<QueueRate> rate) {
      return new Overrides(limit, threads, rate);
    }
  }

  /**
   * Permits that were taken at about the same time.
   *
   * @param at when the last of them may have been taken
   * @param count how many, at least 1
   */
  public record PermitUse(Instant at, int count) {
    /**
     * Checks the count, and cuts the instant to whole milliseconds.
     *
     * @throws IllegalArgumentException if the count is less than 1
     */
    public PermitUse {
      at = TimeBounds.millis(Objects.requireNonNull(at, "at"));
      if (count < 1) {
        throw new InvalidValueException(ValueMessages.AT_LEAST_ONE.of("count", count));
      }
    }
  }

  /** A queue of which only this is known. */
  public QueueState(String name, boolean paused) {
    this(name, paused, Overrides.NONE, List.of());
  }

  /**
   * Checks the name, and copies the list.
   *
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  public QueueState {
    StoredText.checked("A queue's name", name);
    Objects.requireNonNull(overrides, "overrides");
    permitUses = List.copyOf(Objects.requireNonNull(permitUses, "permitUses"));
  }

  /** Returns a copy that is paused, or is not. */
  public QueueState withPaused(boolean paused) {
    return new QueueState(name, paused, overrides, permitUses);
  }

  /** Returns a copy with other overrides. */
  public QueueState withOverrides(Overrides overrides) {
    return new QueueState(name, paused, overrides, permitUses);
  }

  /** Returns a copy with other permits taken. */
  public QueueState withPermitUses(List<PermitUse> permitUses) {
    return new QueueState(name, paused, overrides, permitUses);
  }
}
