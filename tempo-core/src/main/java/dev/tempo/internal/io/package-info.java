/** Helpers for files: atomic writes, locks of directories, digests. Not exported. */
package dev.tempo.internal.io;
