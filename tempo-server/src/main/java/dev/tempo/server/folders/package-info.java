/**
 * What is done with folders and the jobs in them: {@link dev.tempo.server.folders.FolderService}.
 */
package dev.tempo.server.folders;
