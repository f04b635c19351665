/**
 * What most users need: {@link dev.tempo.Tempo} and its builder, {@link dev.tempo.Job}, {@link
 * dev.tempo.Trigger} and {@link dev.tempo.Run}.
 *
 * <p>The package has two halves. Words, which are values and know only schedules and tasks: jobs,
 * triggers, runs and what they are made of. And the face, {@link dev.tempo.Tempo} and {@link
 * dev.tempo.TempoBuilder}, which knows everything and is known by nothing below.
 */
@NullMarked
package dev.tempo;

import org.jspecify.annotations.NullMarked;
