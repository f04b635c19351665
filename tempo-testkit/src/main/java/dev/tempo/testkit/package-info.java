/**
 * For tests of programs that use Tempo. {@link dev.tempo.testkit.VirtualClock} moves time by hand,
 * so that a year of schedules passes in a second, the same way each time; {@link
 * dev.tempo.testkit.TempoFixture} is a Tempo on such a clock, which {@link
 * dev.tempo.testkit.TempoTest} gives to tests of JUnit; {@link dev.tempo.testkit.RunsAssert} says
 * what is expected of a job's runs.
 */
@NullMarked
package dev.tempo.testkit;

import org.jspecify.annotations.NullMarked;
