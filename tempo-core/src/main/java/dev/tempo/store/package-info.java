/**
 * What the engine needs of a database, in the words of the domain. {@link dev.tempo.store.Store} is
 * the whole, {@link dev.tempo.store.memory.MemoryStore} keeps everything in memory. A third
 * implementation is right if it passes the conformance suite in this module's test-jar.
 */
@NullMarked
package dev.tempo.store;

import org.jspecify.annotations.NullMarked;
