/**
 * The machine on which Tempo runs: {@link dev.tempo.host.HostMetrics} says how busy it is and what
 * room is left, {@link dev.tempo.host.HostSampler} looks.
 */
@NullMarked
package dev.tempo.host;

import org.jspecify.annotations.NullMarked;
