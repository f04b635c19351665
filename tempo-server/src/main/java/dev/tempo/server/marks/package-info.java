/**
 * What accounts keep about jobs for themselves: favourites, tags and presets of parameters. {@link
 * dev.tempo.server.marks.JobMarkStore} keeps it.
 */
package dev.tempo.server.marks;
