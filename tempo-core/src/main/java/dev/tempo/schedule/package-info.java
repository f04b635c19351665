/**
 * When things run, without doing anything themselves.
 *
 * <p>Most users need {@link dev.tempo.schedule.Schedule} and one of its kinds, usually {@link
 * dev.tempo.schedule.CronSchedule}; a {@link dev.tempo.schedule.Timetable} adds the zone, the DST
 * policy and the limits. How an occurrence is found: {@code OccurrenceSearch} turns instants to
 * local times and back with the offsets of a {@code ZoneTable}, and {@code LocalPattern} searches
 * the local calendar.
 */
@NullMarked
package dev.tempo.schedule;

import org.jspecify.annotations.NullMarked;
