/** Where runs wait: {@link dev.tempo.server.queues.QueueRoutes}. */
package dev.tempo.server.queues;
