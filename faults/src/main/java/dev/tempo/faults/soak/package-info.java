/** Servers that work for an hour. Begin with {@code SoakRow}. */
package dev.tempo.faults.soak;
