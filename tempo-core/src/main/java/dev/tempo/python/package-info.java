/**
 * Python for people's scripts. {@link dev.tempo.python.Interpreters} finds the interpreters of a
 * machine, {@code Environments} makes and keeps one virtual environment for each job, {@code
 * ScriptChecker} looks at a script without running it.
 *
 * <p>A new environment's way: {@link dev.tempo.python.Requirements} (checked) &rarr; {@code Build}
 * (venv, install, lock) or {@code TreeCopy} (an equal one by hard links) &rarr; {@code
 * JobDirectory} (the pointer to the current build, switched at once).
 */
package dev.tempo.python;
