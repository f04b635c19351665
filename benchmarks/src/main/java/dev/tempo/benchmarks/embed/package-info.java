/** P19: what a scheduler costs the program that it is embedded in. */
package dev.tempo.benchmarks.embed;
