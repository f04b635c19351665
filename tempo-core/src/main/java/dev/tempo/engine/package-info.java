/**
 * The engine: what happens between an instant that is due and a run that has ended.
 *
 * <p>{@link dev.tempo.engine.Engine} is the whole. One thread, {@link dev.tempo.engine.EngineLoop},
 * owns all state and works in turns: it takes what others asked for, asks {@link
 * dev.tempo.engine.trigger.TriggerFirer} what is due, lets {@link dev.tempo.engine.queue.Admission}
 * and {@link dev.tempo.engine.queue.RunQueues} decide what starts, commits all decisions of the
 * turn in one transaction, and only then acts on them. Not exported.
 */
package dev.tempo.engine;
