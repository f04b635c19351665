/**
 * What lies in {@code script_groups/}: {@link dev.tempo.server.groups.discovery.GroupsRoot} finds
 * groups, {@link dev.tempo.server.groups.discovery.GroupDirectory} looks at one, {@link
 * dev.tempo.server.groups.discovery.SettledFiles} says of which files the writing has ended, and
 * {@link dev.tempo.server.groups.discovery.GroupWatcher} calls when something may have changed.
 */
package dev.tempo.server.groups.discovery;
