/**
 * Keeps everything in memory, for tests and for programs that need nothing after their end: {@link
 * dev.tempo.store.memory.MemoryStore} and {@link dev.tempo.store.memory.MemoryLogStore}. All other
 * types are theirs alone.
 */
@NullMarked
package dev.tempo.store.memory;

import org.jspecify.annotations.NullMarked;
