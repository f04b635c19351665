/** What goes when jobs and folders are deleted, told before, and the way back. */
package dev.tempo.server.deletions;
