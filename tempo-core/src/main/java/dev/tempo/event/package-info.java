/**
 * What happened, for hosts, the server and tests. {@link dev.tempo.event.Event} is the closed set
 * of things that can happen; everything in it but a sample is durable by the time it is told.
 */
@NullMarked
package dev.tempo.event;

import org.jspecify.annotations.NullMarked;
