/**
 * For tests of programs that use Tempo: {@link dev.tempo.testkit.VirtualClock} moves time by hand,
 * so that a year of schedules passes in a second, the same way each time.
 */
@NullMarked
package dev.tempo.testkit;

import org.jspecify.annotations.NullMarked;
