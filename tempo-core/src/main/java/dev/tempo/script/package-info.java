/**
 * What a shell script says of itself, read from its text: {@link dev.tempo.script.Shebang} by which
 * program it is to be run, {@link dev.tempo.script.Bashisms} whether that must be bash. {@link
 * dev.tempo.script.ScriptHost} is what scripts find where they run.
 */
@NullMarked
package dev.tempo.script;

import org.jspecify.annotations.NullMarked;
