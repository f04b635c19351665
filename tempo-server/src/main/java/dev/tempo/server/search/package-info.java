/** Finds lines in the logs of runs: {@link dev.tempo.server.search.SearchRoutes}. */
package dev.tempo.server.search;
