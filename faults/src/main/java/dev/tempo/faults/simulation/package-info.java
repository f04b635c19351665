/** Random histories in virtual time. Begin with {@code SimulateRow}. */
package dev.tempo.faults.simulation;
