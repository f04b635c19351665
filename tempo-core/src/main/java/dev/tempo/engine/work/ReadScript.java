package dev.tempo.engine.work;

import dev.tempo.task.ScriptText;

/**
 * What a run found where its script lies.
 *
 * @param sha256 of the bytes, in hexadecimal digits
 * @param text what they say; those that are no text are replaced in it
 */
record ReadScript(String sha256, ScriptText text) {}
