package dev.tempo.benchmarks.punctual;

import dev.tempo.benchmarks.report.Samples;

/**
 * How punctual a stretch of time was.
 *
 * @param millis how late each fire was; negative when it was early
 * @param early how many came before their time
 * @param missed how many did not come
 * @param again how many came more than once
 */
record Lateness(Samples millis, int early, int missed, int again) {}
