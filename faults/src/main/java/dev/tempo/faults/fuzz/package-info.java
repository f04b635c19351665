/** Texts and requests that nobody expects. Begin with {@code FuzzRow}. */
package dev.tempo.faults.fuzz;
