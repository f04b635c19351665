/** What stands between a browser and a script's page, and what that costs. */
package dev.tempo.benchmarks.tunnel;
