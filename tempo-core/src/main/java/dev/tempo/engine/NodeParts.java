package dev.tempo.engine;

import dev.tempo.RunLabels;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.turn.RunWaiters;
import dev.tempo.engine.work.WorkServices;

/**
 * What an engine has, whoever decides.
 *
 * @param workshop executes
 * @param events tells
 * @param waiters wait for the ends of runs
 * @param answers are open until the engine ends
 * @param labels file the runs of triggers
 * @param afterEnds is done after turns in which runs ended
 * @param onEnd is done when nothing is decided or written any more
 */
record NodeParts(
    WorkServices workshop,
    EventBus events,
    RunWaiters waiters,
    Answers answers,
    RunLabels labels,
    Runnable afterEnds,
    Runnable onEnd) {}
