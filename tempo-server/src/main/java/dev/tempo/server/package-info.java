/**
 * The server: {@link dev.tempo.server.TempoServer} answers for an engine, {@link
 * dev.tempo.server.Main} is the command line.
 */
package dev.tempo.server;
