/**
 * The machine on which Tempo runs: {@link dev.tempo.host.HostMetrics} says how busy it is and what
 * room is left, {@link dev.tempo.host.HostSampler} looks.
 */
package dev.tempo.host;
