/** Environments of conda that are on the machine; none is made. */
@NullMarked
package dev.tempo.python.conda;

import org.jspecify.annotations.NullMarked;
