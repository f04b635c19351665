/**
 * Puts the server together. {@link dev.tempo.server.wiring.ServerModules} has the areas in their
 * order: each {@code …Module} makes the routes of one, out of the {@code …Services} that it shares
 * with others and what {@link dev.tempo.server.wiring.ServerContext} has of the process.
 */
package dev.tempo.server.wiring;
