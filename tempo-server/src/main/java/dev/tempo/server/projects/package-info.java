/**
 * Projects: what accounts keep their scripts' files in. {@link
 * dev.tempo.server.projects.ProjectService} knows whose they are, and {@link
 * dev.tempo.server.projects.ProjectFiles} reads and writes what is in them.
 */
package dev.tempo.server.projects;
