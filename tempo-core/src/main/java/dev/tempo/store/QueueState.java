package dev.tempo.store;

/**
 * What is kept of a queue.
 *
 * @param name the queue's name
 * @param paused whether its runs wait until it is resumed
 */
public record QueueState(String name, boolean paused) {}
