/**
 * Power that fails at any moment, as the system calls of a server tell. Begin with {@code
 * PowerRow}.
 */
package dev.tempo.faults.power;
