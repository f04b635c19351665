/**
 * Python for people's scripts. {@link dev.tempo.python.Interpreters} finds the interpreters of a
 * machine, {@code Environments} makes and keeps one virtual environment for each job, {@code
 * ScriptChecker} looks at a script without running it.
 *
 * <p>A new environment's way: {@link dev.tempo.python.requirement.Requirements} (checked) &rarr;
 * {@link dev.tempo.python.environment.EnvironmentBuild} (venv, install, lock) or {@code
 * HardLinkCopier} (an equal one by hard links) &rarr; {@code JobEnvironmentDirectory} (the pointer
 * to the current build, switched at once).
 */
@NullMarked
package dev.tempo.python;

import org.jspecify.annotations.NullMarked;
