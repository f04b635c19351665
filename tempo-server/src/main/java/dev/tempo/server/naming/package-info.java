/**
 * How jobs and folders are named, and the tree of folders: {@link
 * dev.tempo.server.naming.SafeNames}, {@link dev.tempo.server.naming.FolderTree}.
 */
package dev.tempo.server.naming;
