/**
 * Processes of Linux: {@code posix_spawn(3)}, {@code /proc} and cgroups; {@link
 * dev.tempo.process.linux.ProcessBackends} selects what the machine has. Not exported.
 */
package dev.tempo.process.linux;
