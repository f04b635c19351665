package dev.tempo.faults.history;

import java.time.Instant;

/**
 * A time in which no server was there.
 *
 * @param from when the one before was killed
 * @param to when the next one answered
 */
public record Outage(Instant from, Instant to) {}
