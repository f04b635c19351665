/**
 * What stores with a directory need of it: files that are their owner's alone, and the lock that
 * keeps a second process off. For the stores in a database alone.
 */
@NullMarked
package dev.tempo.store.jdbc.files;

import org.jspecify.annotations.NullMarked;
