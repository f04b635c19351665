package dev.tempo.engine.state;

import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.TimerQueue;

/**
 * What the parts of an engine share; all of it belongs to the loop's thread.
 *
 * @param store where everything is kept
 * @param jobs definitions
 * @param activities what goes on of each job
 * @param deadlines what is to happen later
 * @param active what runs
 */
public record EngineState(
    RetryingStore store,
    JobCatalog jobs,
    JobActivity.Index activities,
    TimerQueue deadlines,
    ActiveRuns active) {}
