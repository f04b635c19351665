/**
 * The files of managed scripts, below {@code scripts}: {@link dev.tempo.server.scripts.ScriptTree}.
 */
package dev.tempo.server.scripts;
