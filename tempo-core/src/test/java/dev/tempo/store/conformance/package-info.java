/**
 * What every store must do. Extend {@link dev.tempo.store.conformance.StoreConformance} and {@link
 * dev.tempo.store.conformance.EngineConformance} with a store of your own to check it.
 */
package dev.tempo.store.conformance;
