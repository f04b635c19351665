/**
 * What Tempo survives; {@code RunFaults} shows one row of the table in {@code docs/reliability.md}.
 */
package dev.tempo.faults;
