/** Environments of conda that are on the machine; none is made. */
package dev.tempo.python.conda;
