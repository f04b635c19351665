/** When things run: cron, interval, calendar and start-up schedules, and their DST rules. */
package dev.tempo.schedule;
