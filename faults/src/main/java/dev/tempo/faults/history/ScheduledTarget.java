package dev.tempo.faults.history;

import java.time.Instant;
import java.util.UUID;

/**
 * An instant that a trigger's schedule names.
 *
 * @param trigger whose
 * @param at the instant
 * @param optional whether it lies so near to a change of the trigger that it may be missing
 * @param punctual whether nothing but an outage may keep its run from beginning at once
 */
public record ScheduledTarget(UUID trigger, Instant at, boolean optional, boolean punctual) {}
