/** Servers that are killed under load, again and again. Begin with {@code KillRow}. */
package dev.tempo.faults.kill;
