/** Short processes with a time limit, outside of supervision. Not exported. */
package dev.tempo.internal.process;
