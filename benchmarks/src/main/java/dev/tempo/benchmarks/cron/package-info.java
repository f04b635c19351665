/** What schedules cost: the row {@code cron}. */
package dev.tempo.benchmarks.cron;
