/** The servers that share a database: which there are, and where runs are. */
@NullMarked
package dev.tempo.server.nodes;

import org.jspecify.annotations.NullMarked;
