package dev.tempo;

/**
 * What {@link Tempo#retain} has deleted.
 *
 * @param runs how many runs
 * @param logs how many of them had a log
 */
public record RetentionReport(long runs, long logs) {}
