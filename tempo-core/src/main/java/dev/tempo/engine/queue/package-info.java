/**
 * What decides whether a run is added and when it starts: {@link dev.tempo.engine.queue.Admission}
 * by the overlap policy, {@link dev.tempo.engine.queue.RunQueues} by slots, {@link
 * dev.tempo.engine.queue.EnvironmentGate} by its environment. Stands on {@code state} and {@code
 * turn}; not exported.
 */
package dev.tempo.engine.queue;
