/**
 * What the engine has in memory: runs under way ({@link dev.tempo.engine.state.ActiveRuns}), jobs
 * ({@link dev.tempo.engine.state.JobCatalog}) and how many of their runs wait or run ({@link
 * dev.tempo.engine.state.JobActivity}). Owned by the loop's thread; stands on {@code turn} alone;
 * not exported.
 */
package dev.tempo.engine.state;
