/**
 * Groups: the directories below {@code script_groups/}, whose scripts become jobs by lying there.
 * {@link dev.tempo.server.groups.GroupService} keeps jobs as the files are, {@link
 * dev.tempo.server.groups.MetadataService} lets people change what files say.
 */
package dev.tempo.server.groups;
