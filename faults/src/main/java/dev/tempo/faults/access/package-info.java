/** Every route with every credential. Begin with {@code AccessRow}. */
package dev.tempo.faults.access;
