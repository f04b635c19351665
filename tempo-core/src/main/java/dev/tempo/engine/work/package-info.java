/**
 * The work of runs, outside the loop: {@link dev.tempo.engine.work.HandlerLauncher} and {@link
 * dev.tempo.engine.work.ScriptLauncher} start it, {@link dev.tempo.engine.work.WorkServices} holds
 * what they need: files of scripts, environments, secrets, accounts. Knows nothing of triggers; not
 * exported.
 */
package dev.tempo.engine.work;
