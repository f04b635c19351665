/**
 * The command line: {@link dev.tempo.server.cli.TempoCommand} and its subcommands. It knows how to
 * ask, and is handed a {@link dev.tempo.server.cli.ServerLauncher} that knows how to start.
 */
package dev.tempo.server.cli;
