/**
 * Runs: starting and cancelling them ({@link dev.tempo.server.runs.RunStarter}), who may see them
 * ({@link dev.tempo.server.runs.RunAccess}), their lists and their logs.
 */
package dev.tempo.server.runs;
