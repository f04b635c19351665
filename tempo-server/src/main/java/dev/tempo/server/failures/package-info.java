/**
 * Why scripts fail: {@link dev.tempo.server.failures.ReasonFinder} finds the line of a log that
 * says it, {@link dev.tempo.server.failures.FailureReasons} keeps it with the run, {@link
 * dev.tempo.server.failures.MissingModule} knows what to install where a module is missing.
 */
package dev.tempo.server.failures;
