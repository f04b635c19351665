/**
 * Where things are kept: the storage interfaces and the stores in memory. {@link
 * dev.tempo.store.LogStore} keeps what runs print.
 */
package dev.tempo.store;
